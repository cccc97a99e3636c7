package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The user "operator" of a control plane, who may do what the chart lets the operator do and
 * nothing else: what works in a test works with the chart.
 */
public final class OperatorAccount {

  /** The chart, rendered. */
  private static final Path MANIFESTS = Path.of("helm", "manifests", "operator.yaml");

  private static final String RBAC = "rbac.authorization.k8s.io";

  private OperatorAccount() {}

  /** A new client; the caller closes it. */
  static KubernetesClient client(ControlPlane controlPlane) {
    try (KubernetesClient admin = controlPlane.client()) {
      for (ClusterRole role : ofChart(ClusterRole.class)) {
        if (isForTheOperator(role)) {
          apply(admin, role);
          apply(
              admin,
              new ClusterRoleBindingBuilder()
                  .withNewMetadata()
                  .withName("test-" + role.getMetadata().getName())
                  .endMetadata()
                  .withNewRoleRef(RBAC, "ClusterRole", role.getMetadata().getName())
                  .withSubjects(operator())
                  .build());
        }
      }
    }
    return controlPlane.clientAs(ClusterUser.OPERATOR.name());
  }

  /** The same of an operator that runs in a namespace. */
  static KubernetesClient client(ControlPlane controlPlane, String ownNamespace) {
    try (KubernetesClient admin = controlPlane.client()) {
      for (Role role : ofChart(Role.class)) {
        role.getMetadata().setNamespace(ownNamespace);
        apply(admin, role);
        apply(
            admin,
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(ownNamespace)
                .withName("test-" + role.getMetadata().getName())
                .endMetadata()
                .withNewRoleRef(RBAC, "Role", role.getMetadata().getName())
                .withSubjects(operator())
                .build());
      }
    }
    return client(controlPlane);
  }

  /** The kubeconfig of an operator that runs in a namespace, with the rights that it needs. */
  public static Path kubeconfig(ControlPlane controlPlane, String ownNamespace) {
    client(controlPlane, ownNamespace).close();
    return controlPlane.kubeconfig(ClusterUser.OPERATOR.name());
  }

  private static Subject operator() {
    return new SubjectBuilder()
        .withApiGroup(RBAC)
        .withKind("User")
        .withName(ClusterUser.OPERATOR.name())
        .build();
  }

  /** The others are for people. */
  private static boolean isForTheOperator(ClusterRole role) {
    return role.getRules().stream()
        .flatMap(rule -> rule.getResources().stream())
        .anyMatch(Set.of("secrets", "tokenreviews")::contains);
  }

  private static void apply(KubernetesClient admin, HasMetadata object) {
    admin.resource(object).fieldManager("chart").forceConflicts().serverSideApply();
  }

  private static <T extends HasMetadata> List<T> ofChart(Class<T> kind) {
    KubernetesSerialization serialization = new KubernetesSerialization();
    try {
      return Stream.of(Files.readString(MANIFESTS).split("(?m)^---$"))
          .<HasMetadata>map(serialization::unmarshal)
          .filter(kind::isInstance)
          .map(kind::cast)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
