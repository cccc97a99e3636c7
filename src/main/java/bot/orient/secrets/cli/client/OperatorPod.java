package bot.orient.secrets.cli.client;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A pod that serves the admin API.
 *
 * @param port where it does
 */
record OperatorPod(Pod pod, int port) {

  /** What the chart labels the operator's pods with, and not those of the sealer or a migration. */
  static final String LABEL = "app.kubernetes.io/component";

  static final String COMPONENT = "operator";

  private static final String NAME_LABEL = "app.kubernetes.io/name";
  private static final String NAME = "orient-secrets-operator";
  private static final String PORT_NAME = "admin";
  private static final String PORT_VARIABLE = "ORIENT_ADMIN_PORT";

  /** Of ORIENT_ADMIN_PORT, where a pod does not tell its ports. */
  private static final int DEFAULT_PORT = 8443;

  /**
   * The first one that is ready.
   *
   * @param pods with the label; other programs may have it, too
   */
  static Optional<OperatorPod> among(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(OperatorPod::isOurs)
        .filter(Readiness::isPodReady)
        .min(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .map(pod -> new OperatorPod(pod, adminPort(pod)));
  }

  /** By what it is told to do, where the chart's nameOverride gives it another name. */
  private static boolean isOurs(Pod pod) {
    return NAME.equals(pod.getMetadata().getLabels().get(NAME_LABEL))
        || pod.getSpec().getContainers().stream()
            .map(Container::getEnv)
            .flatMap(List::stream)
            .anyMatch(variable -> PORT_VARIABLE.equals(variable.getName()));
  }

  private static int adminPort(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .map(Container::getPorts)
        .flatMap(List::stream)
        .filter(port -> PORT_NAME.equals(port.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElse(DEFAULT_PORT);
  }
}
