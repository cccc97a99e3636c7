package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}: who did what. */
@Command(
    name = "audit",
    description = "Shows the audit trail of a scope, oldest first, the newest at the end.")
final class AuditCommand extends ApiCommand {

  /** The largest that the API gives. */
  private static final int PAGE = 500;

  @Option(names = "--key", paramLabel = "KEY", description = "about this key only")
  private String key;

  @Option(names = "--actor", paramLabel = "USER", description = "by this user only")
  private String actor;

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description = "this action only, such as reveal")
  private String action;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "from then on: 2026-11-28T09:30:00Z, or ago: 15m, 2h, 7d")
  private String since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "the newest ones, so many; default: ${DEFAULT-VALUE}")
  private int limit;

  @Option(names = "--all-scopes", description = "of the whole store")
  private boolean allScopes;

  @Option(
      names = {"-f", "--follow"},
      description = "go on with what comes, until Ctrl-C; JSON is then one object a line")
  private boolean follow;

  private String filter;

  AuditCommand(Tools tools) {
    super(tools);
  }

  @Override
  void prepare() {
    if (limit < 1) {
      throw ClientException.usage("--limit: expected 1 or more");
    }
    StringBuilder query = new StringBuilder();
    add(query, "key", key);
    add(query, "actor", actor);
    add(query, "action", action);
    add(query, "since", since == null ? null : Since.read(since, tools().clock()).toString());
    filter = query.toString();
  }

  private static void add(StringBuilder query, String name, String value) {
    if (value != null) {
      query.append('&').append(name).append('=').append(Session.encoded(value));
    }
  }

  @Override
  int run(Session session, Printer printer) {
    List<JsonNode> entries = newest(session, limit);
    if (!follow) {
      printer.print(AuditEntries.table(document(entries), entries, true));
      return ExitCode.OK;
    }
    Seen seen = new Seen();
    boolean first = true;
    while (true) {
      entries.forEach(seen::add);
      if (first || !entries.isEmpty()) {
        printer.printPart(AuditEntries.table(document(entries), entries, first), entries);
      }
      first = false;
      if (!pause()) {
        return ExitCode.OK;
      }
      entries = unseen(session, seen.sequences());
    }
  }

  /** So many, oldest first. */
  private List<JsonNode> newest(Session session, int most) {
    Deque<JsonNode> entries = new ArrayDeque<>();
    long next = 0;
    do {
      JsonNode page = page(session, Math.min(PAGE, most - entries.size()), next);
      page.path("entries").forEach(entries::addFirst);
      next = page.path("next").asLong();
    } while (next > 0 && entries.size() < most);
    return new ArrayList<>(entries);
  }

  /** What the newest page has besides those, oldest first; more pages while all of it is new. */
  private List<JsonNode> unseen(Session session, Set<Long> seen) {
    Deque<JsonNode> entries = new ArrayDeque<>();
    long next = 0;
    boolean allNew;
    do {
      JsonNode page = page(session, PAGE, next);
      allNew = !seen.isEmpty();
      for (JsonNode entry : page.path("entries")) {
        if (seen.contains(entry.path("sequence").asLong())) {
          allNew = false;
        } else {
          entries.addFirst(entry);
        }
      }
      next = page.path("next").asLong();
    } while (next > 0 && allNew);
    return new ArrayList<>(entries);
  }

  /**
   * @param before 0 for the newest page
   */
  private JsonNode page(Session session, int size, long before) {
    String path = allScopes ? "/v1/audit" : session.path("audit");
    return session.send(
        Call.get(path + "?limit=" + size + filter + (before > 0 ? "&before=" + before : "")));
  }

  private static ObjectNode document(List<JsonNode> entries) {
    ObjectNode document = Json.object();
    ArrayNode array = document.putArray("entries");
    array.addAll(entries);
    return document;
  }

  private boolean pause() {
    try {
      Thread.sleep(tools().pause().toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * A row can come to be seen after one with a higher sequence, so a number alone is too little.
   */
  private static final class Seen {
    private static final int MOST = 20_000;

    private final Set<Long> sequences = new HashSet<>();
    private final Deque<Long> order = new ArrayDeque<>();

    void add(JsonNode entry) {
      long sequence = entry.path("sequence").asLong();
      if (sequences.add(sequence)) {
        order.addLast(sequence);
      }
      if (order.size() > MOST) {
        sequences.remove(order.removeFirst());
      }
    }

    Set<Long> sequences() {
      return sequences;
    }
  }
}
