package bot.orient.secrets.chaos;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What chaos sees while one key of a Secret is rotated, all as it must be until something of it is
 * changed here. A write of the key before had no answer and was made.
 */
final class RecordedHistory {

  static final TestNamespace SHOP = new TestNamespace("shop");
  static final StoreKey TOKEN = new StoreKey("shop", "TOKEN");
  static final StoreKey OTHER = new StoreKey("shop", "OTHER");

  static final SecretPlan APP =
      SecretPlan.named(SHOP, "app", "shop")
          .with("TOKEN", RestartRule.ALWAYS)
          .with("OTHER", RestartRule.NEVER);

  /** Uses both keys, and starts anew for one of them. */
  static final DeploymentPlan CHAT = DeploymentPlan.named(SHOP, "chat").allVariables("app");

  final Values values = new Values();
  final String first = values.next(TOKEN, 1);
  final String other = values.next(OTHER, 2);
  final String doubtful = values.next(TOKEN, 3);
  final String last = values.next(TOKEN, 4);

  final List<Map<String, String>> secretStates = new ArrayList<>();
  final Map<String, String> secretAnnotations = new TreeMap<>();
  boolean secretDeleted;
  Map<String, String> data;
  Set<String> conditions = Set.of("Ready", "RestartsComplete");
  boolean rolledOut = true;
  final List<Map<String, String>> startedWith = new ArrayList<>();
  int rollouts = 2;
  final StringBuilder log = new StringBuilder("INFO Secret shop/app: TOKEN changed\n");
  final Map<String, String> clusterTexts = new LinkedHashMap<>();
  final Map<String, String> requestBodies = new LinkedHashMap<>();
  final Map<String, Integer> auditRows = new TreeMap<>();

  RecordedHistory() {
    secretStates.add(Map.of("TOKEN", first, "OTHER", other));
    secretStates.add(Map.of("TOKEN", doubtful, "OTHER", other));
    secretStates.add(Map.of("TOKEN", last, "OTHER", other));
    data = secretStates.get(2);
    startedWith.add(Map.of("app/TOKEN", last, "app/OTHER", other));
    startedWith.add(Map.of("app/TOKEN", last, "app/OTHER", other));
    clusterTexts.put("Event app.1", "Secret app: TOKEN changed");
    clusterTexts.put("OrientSecret app", "status: {keys: [{key: TOKEN, version: 3}]}");
    requestBodies.put("PATCH /api/v1/namespaces/shop/secrets/app HTTP/1.1", encoded(last));
    requestBodies.put("POST /api/v1/namespaces/shop/events HTTP/1.1", "TOKEN changed");
    auditRows.put("write shop/TOKEN", 3);
    auditRows.put("write shop/OTHER", 1);
  }

  static String encoded(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  /** What the checks of a chaos run say of it. */
  List<String> violations() {
    Chronicle chronicle = new Chronicle();
    Model model = new Model();
    AuditBook book = new AuditBook();
    Invariants invariants = new Invariants(model, values);
    model.plan(APP);
    model.plan(CHAT);
    write(model, book, TOKEN, first);
    write(model, book, OTHER, other);
    model.converge();
    attempt(model, book, TOKEN, doubtful);
    write(model, book, TOKEN, last);

    SecretWitness witness = new SecretWitness(model, values, chronicle);
    secretStates.forEach(state -> witness.onAdd(secret(state)));
    if (secretDeleted) {
      witness.onDelete(secret(data), false);
      witness.onAdd(secret(data));
    }
    LeakHunt hunt = new LeakHunt(values, invariants, chronicle);
    requestBodies.forEach(
        (start, body) ->
            hunt.sent(
                new HttpHead(start, List.of("Accept: */*")),
                body.getBytes(StandardCharsets.UTF_8)));
    List<String> found = new ArrayList<>(chronicle.violations());
    found.addAll(
        invariants.notConverged(
            APP, new SecretSight(data, witness.data(APP.address()), conditions)));
    found.addAll(invariants.lostRestarts(CHAT, new DeploymentSight(rolledOut, startedWith)));
    found.addAll(invariants.needlessRestarts(Map.of(CHAT.address(), rollouts)));
    found.addAll(invariants.wrongInLog("the log", log.toString()));
    found.addAll(invariants.valuesInCluster("shop", clusterTexts));
    found.addAll(book.gaps(auditRows));
    return found;
  }

  private static void attempt(Model model, AuditBook book, StoreKey key, String value) {
    model.attempt(key, value);
    book.attempt(AuditBook.action("write", key));
  }

  private static void write(Model model, AuditBook book, StoreKey key, String value) {
    attempt(model, book, key, value);
    model.acknowledge(key, value);
    book.acknowledge(AuditBook.action("write", key));
  }

  private Secret secret(Map<String, String> state) {
    Map<String, String> encoded = new TreeMap<>();
    state.forEach((key, value) -> encoded.put(key, encoded(value)));
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("app")
        .withAnnotations(secretAnnotations)
        .endMetadata()
        .withType("Opaque")
        .withData(encoded)
        .build();
  }
}
