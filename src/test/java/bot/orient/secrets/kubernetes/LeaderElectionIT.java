package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two operators as processes: one leads, and the other goes on when it ends, however it ends. */
@ExtendWith(ControlPlaneExtension.class)
class LeaderElectionIT {

  /** Threads that reconcile, by default, in each half. */
  private static final int MOST_IN_FLIGHT = 2 * 10;

  private static final int MANY = 12;
  private static final int LEADERSHIP_LOST = 75;
  private static final String KEY = "OPENAI_API_KEY";

  @TempDir private Path directory;
  private KubernetesClient client;
  private ControlPlane controlPlane;
  private TestDatabase database;
  private StoreWriter store;
  private FakeKubelet kubelet;
  private RestartScene scene;
  private final List<Replica> replicas = new ArrayList<>();

  @RegisterExtension
  private final FailureReport report =
      new FailureReport(
          () ->
              scene.story()
                  + replicas.stream().map(Replica::toString).collect(Collectors.joining("\n")));

  @BeforeEach
  void prepare(ControlPlane running, KubernetesClient admin, TestNamespace namespace) {
    controlPlane = running;
    client = admin;
    database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    kubelet = FakeKubelet.start(client, namespace.name());
    scene = new RestartScene(controlPlane, client, store, namespace);
  }

  @AfterEach
  void stopEverything() {
    replicas.forEach(Replica::close);
    kubelet.close();
    store.close();
  }

  @Test
  void leaderThatIsTerminatedHandsOverAtOnce() {
    Replica leader = start("first").awaitLeading();
    Replica other = start("second").awaitStarted().awaitStandingBy();
    putAll("v1");
    applyAll();
    awaitAll("v1");
    assertThat(holder()).startsWith("first_");
    assertThat(other.leads()).isFalse();

    putAll("v2");
    leader.process().terminate();
    Duration gap = timeUntilItLeads(other);

    // Long before the lease could have run out: the process that ended released it.
    assertThat(gap).isLessThan(Replica.LEASE.dividedBy(2));
    assertThat(leader.awaitExit()).isEqualTo(143);
    assertThat(leader.log()).contains("is released", "stopped").doesNotContain("\tat ");
    awaitAll("v2");
    assertThat(holder()).startsWith("second_");
  }

  @Test
  void leaderThatIsKilledAtWorkIsReplacedAndNothingIsDoneTwice() throws SQLException {
    Replica leader = start("first").awaitLeading();
    Replica other = start("second").awaitStarted();
    scene.put(KEY, "v1");
    scene.sync(scene.orientSecret("app").key(KEY));
    scene.start(scene.deployment("chat").env("app", KEY));
    putAll("v1");
    createSources();
    applyAll();
    applyGenerated();
    await("some to be done")
        .pollInterval(Duration.ofMillis(5))
        .atMost(Replica.PATIENCE)
        .until(() -> scene.find("all-3").isPresent());
    scene.put(KEY, "v2");

    leader.process().kill9();
    timeUntilItLeads(other);

    awaitAll("v1");
    IntStream.range(0, MANY).forEach(i -> scene.awaitReady("made-" + i));
    IntStream.range(0, MANY).forEach(i -> scene.awaitReady("taken-" + i));
    scene.awaitValue("app", KEY, "v2");
    scene.awaitCurrent("chat", "app", KEY);
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(2);
    assertThat(holder()).startsWith("second_");
    assertThat(auditRows("generate")).hasSize(MANY).allSatisfy((key, n) -> assertThat(n).isOne());
    assertThat(auditRows("import")).hasSize(MANY).allSatisfy((key, n) -> assertThat(n).isOne());
  }

  @Test
  void leaderThatWasFrozenAtWorkWritesNothingWhenItGoesOn() throws Exception {
    Replica frozen = start("first").awaitLeading();
    Replica other = start("second").awaitStarted();
    putAll("v1");
    createSources();
    applyAll();
    awaitAll("v1");
    try (ValueWitness witness = new ValueWitness()) {
      putAll("v2");
      applyGenerated();
      await("the work to have begun")
          .pollInterval(Duration.ofMillis(5))
          .atMost(Replica.PATIENCE)
          .until(() -> witness.saw("v2"));
      frozen.process().pause();
      other.awaitLeading();
      putAll("v3");
      awaitAll("v3");
      IntStream.range(0, MANY).forEach(i -> scene.awaitReady("made-" + i));
      IntStream.range(0, MANY).forEach(i -> scene.awaitReady("taken-" + i));
      Map<String, String> before = quiet();

      frozen.process().resume();

      assertThat(frozen.awaitExit()).isEqualTo(LEADERSHIP_LOST);
      Map<String, String> after = versions();
      assertThat(withoutEvents(after)).isEqualTo(withoutEvents(before));
      // What each thread had given to the network when it was frozen still goes out, and an Event
      // is bound to no version.
      assertThat(after.size() - before.size()).isLessThanOrEqualTo(MOST_IN_FLIGHT);
      assertThat(witness.wentBack()).isEmpty();
    }
    assertThat(frozen.log())
        .contains("this replica does not lead any more and ends, to be started again", "stopped")
        .doesNotContain("is released");
    assertThat(auditRows("generate")).hasSize(MANY).allSatisfy((key, n) -> assertThat(n).isOne());
    assertThat(auditRows("import")).hasSize(MANY).allSatisfy((key, n) -> assertThat(n).isOne());
    assertThat(holder()).startsWith("second_");
  }

  @Test
  void onlyReplicaWithoutItsApiServerEndsAndLeadsAgainWhenItIsStartedAgain() throws IOException {
    scene.put(KEY, "v1");
    try (TcpProxy network = controlPlane.newProxy()) {
      Path kubeconfig =
          controlPlane.kubeconfig(
              controlPlane.kubeconfig(), network, directory.resolve("kubeconfig"));
      Replica cutOff = start("first", kubeconfig).awaitLeading();
      scene.sync(scene.orientSecret("app").key(KEY));

      network.stall();
      scene.put(KEY, "v2");

      assertThat(cutOff.awaitExit()).isEqualTo(LEADERSHIP_LOST);
      assertThat(cutOff.log())
          .contains("cannot be renewed, it is tried again: the API server does not answer")
          .contains("could not be renewed in time");
    }
    start("first-again").awaitLeading();
    scene.awaitValue("app", KEY, "v2");
    assertThat(holder()).startsWith("first-again_");
  }

  private Replica start(String name) {
    return start(name, controlPlane.kubeconfig());
  }

  private Replica start(String name, Path kubeconfig) {
    Replica replica = Replica.start(name, directory, kubeconfig, database, scene.namespace());
    replicas.add(replica);
    return replica;
  }

  private static Duration timeUntilItLeads(Replica replica) {
    long since = System.nanoTime();
    await("the other replica to lead")
        .pollInterval(Duration.ofMillis(20))
        .atMost(Replica.PATIENCE)
        .until(replica::leads);
    Duration gap = Duration.ofNanos(System.nanoTime() - since);
    System.err.printf("the other replica leads after %d ms%n", gap.toMillis());
    return gap;
  }

  private String holder() {
    return Optional.ofNullable(
            client
                .leases()
                .inNamespace(scene.namespace())
                .withName("orient-secrets-operator")
                .get()
                .getSpec()
                .getHolderIdentity())
        .orElse("");
  }

  private void putAll(String value) {
    IntStream.range(0, MANY).forEach(i -> scene.put("ALL_" + i, value));
  }

  private void applyAll() {
    applyMany(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: all-%1$d}
        spec: {keys: [{key: ALL_%1$d}]}
        ---
        """);
  }

  private void awaitAll(String value) {
    IntStream.range(0, MANY).forEach(i -> scene.awaitValue("all-" + i, "ALL_" + i, value));
  }

  private void createSources() {
    applyMany(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: source-%1$d}
        stringData: {token: imported}
        ---
        """);
  }

  /** Those that make a value, and those that take one over. */
  private void applyGenerated() {
    applyMany(
        """
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: made-%1$d}
        spec: {keys: [{key: MADE_%1$d, generate: {type: Random}}]}
        ---
        apiVersion: secrets.orient.bot/v1
        kind: OrientSecret
        metadata: {name: taken-%1$d}
        spec: {keys: [{key: TAKEN_%1$d, secretKeyRef: {name: source-%1$d, key: token}}]}
        ---
        """);
  }

  private void applyMany(String template) {
    scene.kubectlWithInput(
        IntStream.range(0, MANY).mapToObj(template::formatted).collect(Collectors.joining()),
        "apply",
        "-f",
        "-");
  }

  /** How many rows of an action there are for each key. */
  private Map<String, Integer> auditRows(String action) throws SQLException {
    Map<String, Integer> rows = new TreeMap<>();
    try (var connection = database.dataSource().getConnection();
        var select =
            connection.prepareStatement(
                "select key_name from orient_store.audit_log where action = ?")) {
      select.setString(1, action);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          rows.merge(row.getString(1), 1, Integer::sum);
        }
      }
    }
    return rows;
  }

  /** The state that nothing is left to be done in. */
  private Map<String, String> quiet() {
    List<Map<String, String>> seen = new ArrayList<>(List.of(versions()));
    await("the new leader to be done")
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Replica.PATIENCE)
        .until(
            () -> {
              seen.add(versions());
              return seen.get(seen.size() - 2).equals(seen.get(seen.size() - 1));
            });
    return seen.get(seen.size() - 1);
  }

  private static Map<String, String> withoutEvents(Map<String, String> versions) {
    Map<String, String> others = new TreeMap<>(versions);
    others.keySet().removeIf(name -> name.startsWith("Event/"));
    return others;
  }

  /** The resource version of everything that the operator writes; Events are there as well. */
  private Map<String, String> versions() {
    return Stream.<List<? extends HasMetadata>>of(
            client.secrets().inNamespace(scene.namespace()).list().getItems(),
            client.configMaps().inNamespace(scene.namespace()).list().getItems(),
            client.v1().events().inNamespace(scene.namespace()).list().getItems(),
            client.resources(OrientSecret.class).inNamespace(scene.namespace()).list().getItems())
        .flatMap(List::stream)
        // The record of the store follows the seals of the audit trail.
        .filter(object -> !object.getMetadata().getName().equals("orient-secrets-store"))
        .collect(
            Collectors.toMap(
                object -> object.getKind() + "/" + object.getMetadata().getName(),
                object -> object.getMetadata().getResourceVersion()));
  }

  /** Sees every value that a Secret has, in their order. */
  private final class ValueWitness implements Watcher<Secret>, AutoCloseable {

    private final Map<String, List<String>> values = new ConcurrentHashMap<>();
    private final Watch watch = client.secrets().inNamespace(scene.namespace()).watch(this);

    @Override
    public void eventReceived(Action action, Secret secret) {
      if (secret.getMetadata().getName().startsWith("all-") && secret.getData() != null) {
        secret
            .getData()
            .values()
            .forEach(
                value ->
                    values
                        .computeIfAbsent(
                            secret.getMetadata().getName(), name -> new CopyOnWriteArrayList<>())
                        .add(
                            new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      values.put("the watch ended", List.of("z", "a"));
    }

    boolean saw(String value) {
      return values.values().stream().anyMatch(seen -> seen.contains(value));
    }

    /** The Secrets that got an older value after a newer one. */
    Map<String, List<String>> wentBack() {
      return values.entrySet().stream()
          .filter(entry -> !entry.getValue().stream().sorted().toList().equals(entry.getValue()))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
