package bot.orient.secrets.admin;

import bot.orient.secrets.api.ValueSource;

/**
 * A secret as it is listed: one of the store, or a slot that the catalog knows and the store has
 * nothing for. Times are RFC 3339.
 *
 * @param set whether the store has a value
 * @param source where the operator takes the value from
 * @param version null unless it is set; so are revision and the times
 * @param restart what a change of the value restarts
 * @param compromised null unless the value became known to others
 */
record SecretView(
    String key,
    String category,
    String description,
    boolean set,
    ValueSource source,
    Long version,
    Long revision,
    String createdAt,
    String updatedAt,
    String restart,
    CompromiseView compromised) {

  /** That a value became known to others. */
  record CompromiseView(String at, String actor, String reason) {}
}
