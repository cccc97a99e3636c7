package bot.orient.secrets.store;

import java.util.List;

/** Both tables of an Orient database as of one moment, ordered by key and by id. */
public record OrientContents(List<OrientRow> secrets, List<OrientAuditRow> history) {}
