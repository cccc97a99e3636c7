package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.OperatorAccount;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that takes part in chaos: who works, who breaks things, and who looks on. */
final class ChaosStage implements AutoCloseable {

  private static final int NAMESPACES = 4;

  final Chronicle chronicle = new Chronicle();
  final Values values = new Values();
  final Model model = new Model();
  final Invariants invariants = new Invariants(model, values);
  final LeakHunt hunt = new LeakHunt(values, invariants, chronicle);
  final KubernetesClient client;
  final List<TestNamespace> namespaces = new ArrayList<>();
  final World world;
  final ChaosDatabase database;
  final WrittenStore store;
  final ApiServerProxy proxy;
  final TcpProxy encrypted;
  final OperatorCrew operators;
  final FaultPlan faults;
  final Convergence convergence;
  final Author author;

  /** For those that look or try again themselves. */
  private final KubernetesClient impatient;

  private final FakeKubelet kubelet;
  private final SecretWitness secrets;

  /**
   * Builds it; no operator runs yet.
   *
   * @param directory for logs
   */
  ChaosStage(ControlPlane controlPlane, KubernetesClient client, Path directory) {
    this.client = client;
    impatient = withoutRetries(client.getConfiguration());
    database = new ChaosDatabase(newDirectory(directory.resolve("standby")));
    store = new WrittenStore(database.database());
    for (int i = 0; i < NAMESPACES; i++) {
      namespaces.add(TestNamespace.create(client));
    }
    world = World.in(List.copyOf(namespaces));
    TestNamespace operatorNamespace = TestNamespace.create(client);
    proxy =
        ApiServerProxy.start(
            client.getConfiguration().getMasterUrl(),
            Path.of(client.getConfiguration().getCaCertFile()),
            hunt);
    encrypted = controlPlane.newProxy();
    Path kubeconfig = OperatorAccount.kubeconfig(controlPlane, operatorNamespace.name());
    operators =
        new OperatorCrew(
            directory,
            // One whose requests are seen, and one that speaks HTTP/2, as all do in a cluster.
            List.of(
                proxy.kubeconfig(kubeconfig, directory.resolve("kubeconfig-plain")),
                controlPlane.kubeconfig(
                    kubeconfig, encrypted, directory.resolve("kubeconfig-encrypted"))),
            Map.of(
                "ORIENT_DATABASE_URL",
                database.operatorUrl(),
                "ORIENT_DATABASE_USER",
                database.database().username(),
                "ORIENT_OPERATOR_NAMESPACE",
                operatorNamespace.name(),
                "ORIENT_NAMESPACES",
                namespaces.stream().map(TestNamespace::name).collect(Collectors.joining(","))),
            invariants,
            chronicle);
    faults = new FaultPlan(controlPlane, proxy, encrypted, database, operators, chronicle);
    String[] names = namespaces.stream().map(TestNamespace::name).toArray(String[]::new);
    PodWitness pods = new PodWitness(client);
    kubelet = FakeKubelet.start(client, names);
    kubelet.onStart(pods);
    kubelet.decide(pods::fate);
    secrets = new SecretWitness(model, values, chronicle);
    secrets.watch(client, List.of(names));
    convergence = new Convergence(impatient, model, invariants, secrets, pods);
    author = new Author(impatient, store, model, values, chronicle, world);
    namespaces.add(operatorNamespace);
  }

  private static KubernetesClient withoutRetries(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  private static Path newDirectory(Path directory) {
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    faults.close();
    operators.close();
    secrets.close();
    kubelet.close();
    Stream.<AutoCloseable>of(proxy, encrypted, store, database, impatient)
        .forEach(ChaosStage::closeOne);
    namespaces.forEach(namespace -> client.namespaces().withName(namespace.name()).delete());
  }

  private static void closeOne(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + closeable.getClass().getSimpleName(), e);
    }
  }
}
