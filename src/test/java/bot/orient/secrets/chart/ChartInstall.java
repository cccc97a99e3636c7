package bot.orient.secrets.chart;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * An install of the chart's account and roles on a real control plane, and the operator as that
 * account: with the variables of the chart's Deployment, where a pod would have them.
 */
final class ChartInstall implements AutoCloseable {

  static final String ACCOUNT = "orient-secrets-operator";

  private static final Set<String> RIGHTS =
      Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final String namespace;
  private final RenderedChart chart;
  private final List<HasMetadata> applied;

  /**
   * @param namespace of the release
   * @param values beside those of the database
   */
  ChartInstall(
      ControlPlane controlPlane, KubernetesClient client, String namespace, String values) {
    this.controlPlane = controlPlane;
    this.client = client;
    this.namespace = namespace;
    this.chart =
        RenderedChart.render(
            namespace,
            controlPlane.version(),
            """
            database:
              url: jdbc:postgresql://localhost/replaced
              passwordSecret: {name: replaced}
            crds: {install: false}
            """
                + values);
    this.applied =
        chart.objects().stream().filter(object -> RIGHTS.contains(object.getKind())).toList();
    applied.forEach(object -> client.resource(object).create());
  }

  RenderedChart chart() {
    return chart;
  }

  /**
   * The operator with what the chart gives it, except for what a pod's volumes and network would
   * bring.
   */
  OperatorProcess.Builder operator(TestDatabase database, int adminPort, Path directory)
      throws IOException {
    Path password = write(directory.resolve("password"), database.password());
    OperatorProcess.Builder builder =
        OperatorProcess.builder()
            .env(chart.environment())
            .env("ORIENT_OPERATOR_NAMESPACE", namespace)
            .env("ORIENT_POD_NAME", "test-pod")
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD_FILE", password.toString())
            .env("ORIENT_ADMIN_PORT", Integer.toString(adminPort))
            .env("ORIENT_MONITORING_PORT", "off")
            .env("KUBECONFIG", kubeconfig(directory).toString());
    if (chart.environment().containsKey("ORIENT_KEK_DIRECTORY")) {
      Path keks = Files.createDirectories(directory.resolve("kek"));
      write(keks.resolve("k1"), InProcessOperator.KEK);
      builder.env("ORIENT_KEK_DIRECTORY", keks.toString());
    }
    return builder;
  }

  /** For the account, with a token of its own. */
  private Path kubeconfig(Path directory) throws IOException {
    String token = token(client, namespace, ACCOUNT, "https://kubernetes.default.svc");
    return write(
        directory.resolve("kubeconfig"),
        Files.readString(controlPlane.kubeconfig()).replaceAll("token: .*", "token: " + token));
  }

  static String token(KubernetesClient client, String namespace, String account, String audience) {
    return client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withAudiences(audience).endSpec().build())
        .getStatus()
        .getToken();
  }

  static Path write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  @Override
  public void close() {
    applied.forEach(object -> client.resource(object).delete());
  }
}
