package bot.orient.secrets.chart;

import bot.orient.secrets.testing.AuditedCall;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a chart lets a service account do, rule by rule. */
record Rights(Set<Right> granted) {

  /**
   * One verb on one resource.
   *
   * @param namespace empty for everywhere
   * @param name empty for any
   */
  record Right(String verb, String group, String resource, String namespace, String name)
      implements Comparable<Right> {

    private boolean allows(Right asked) {
      return verb.equals(asked.verb)
          && group.equals(asked.group)
          && resource.equals(asked.resource)
          && (namespace.isEmpty() || namespace.equals(asked.namespace))
          && (name.isEmpty() || name.equals(asked.name));
    }

    @Override
    public int compareTo(Right other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return "%s %s%s%s%s"
          .formatted(
              verb,
              resource,
              group.isEmpty() ? "" : "." + group,
              name.isEmpty() ? "" : " " + name,
              namespace.isEmpty() ? "" : " in " + namespace);
    }
  }

  static Rights of(RenderedChart chart, String serviceAccount) {
    Set<Right> granted = new TreeSet<>();
    for (ClusterRoleBinding binding : chart.all(ClusterRoleBinding.class)) {
      if (isFor(binding.getSubjects(), serviceAccount)) {
        granted.addAll(
            rights(chart.get(ClusterRole.class, binding.getRoleRef().getName()).getRules(), ""));
      }
    }
    for (RoleBinding binding : chart.all(RoleBinding.class)) {
      if (isFor(binding.getSubjects(), serviceAccount)) {
        granted.addAll(rights(role(chart, binding).getRules(), namespace(binding)));
      }
    }
    return new Rights(granted);
  }

  private static Role role(RenderedChart chart, RoleBinding binding) {
    return chart.all(Role.class).stream()
        .filter(role -> role.getMetadata().getName().equals(binding.getRoleRef().getName()))
        .filter(role -> namespace(role).equals(namespace(binding)))
        .findFirst()
        .orElseThrow();
  }

  private static String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace();
  }

  private static boolean isFor(List<Subject> subjects, String serviceAccount) {
    return subjects.stream()
        .anyMatch(
            subject ->
                subject.getKind().equals("ServiceAccount")
                    && subject.getName().equals(serviceAccount));
  }

  private static List<Right> rights(List<PolicyRule> rules, String namespace) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.getVerbs().stream()
                    .flatMap(
                        verb ->
                            rule.getApiGroups().stream()
                                .flatMap(group -> rights(rule, verb, group, namespace))))
        .toList();
  }

  private static Stream<Right> rights(
      PolicyRule rule, String verb, String group, String namespace) {
    Collection<String> names =
        rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
    return rule.getResources().stream()
        .flatMap(
            resource ->
                names.stream().map(name -> new Right(verb, group, resource, namespace, name)));
  }

  /** Those that no call needed. */
  Set<Right> unused(List<AuditedCall> calls) {
    List<Right> asked = calls.stream().flatMap(Rights::asked).distinct().toList();
    Set<Right> unused = new TreeSet<>(granted);
    unused.removeIf(right -> asked.stream().anyMatch(right::allows));
    return unused;
  }

  /** What the API server refused. */
  static Set<Right> refused(List<AuditedCall> calls) {
    Set<Right> refused = new TreeSet<>();
    calls.stream()
        .filter(call -> call.code() == HttpURLConnection.HTTP_FORBIDDEN)
        .flatMap(Rights::asked)
        .forEach(refused::add);
    return refused;
  }

  /** A patch that created something needed the right to create it, too. */
  private static Stream<Right> asked(AuditedCall call) {
    Right right =
        new Right(call.verb(), call.group(), call.resource(), call.namespace(), call.name());
    return Stream.of(
            right,
            call.verb().equals("patch") && call.code() == HttpURLConnection.HTTP_CREATED
                ? new Right("create", right.group, right.resource, right.namespace, right.name)
                : null)
        .filter(Objects::nonNull);
  }
}
