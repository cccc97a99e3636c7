package bot.orient.secrets.sync;

import bot.orient.secrets.api.CreationPolicy;
import bot.orient.secrets.api.TargetSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the schema's patterns and sizes cannot say of a target, its CEL rules among it. */
final class TargetRules {

  /**
   * Kubernetes allows 256 KiB of annotations on an object; the other half is for our own and those
   * of other tools.
   */
  private static final int ANNOTATION_BYTES = 128 * 1024;

  private static final String SERVICE_ACCOUNT_TOKEN = "kubernetes.io/service-account-token";

  /**
   * By default, by its documentation's advice, and since Argo CD 3.0. A Secret that is kept or
   * merged has no owner, so that nothing else would keep Argo CD from pruning it.
   */
  private static final List<String> ARGO_LABELS =
      List.of("app.kubernetes.io/instance", "argocd.argoproj.io/instance");

  private static final List<String> ARGO_ANNOTATIONS = List.of("argocd.argoproj.io/tracking-id");

  private final List<SpecProblem> problems;

  TargetRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  /** Checks a target; null is the default one. */
  void check(TargetSpec target, String resourceName) {
    if ((target == null || target.name() == null) && !KubernetesName.isSubdomain(resourceName)) {
      problems.add(
          new SpecProblem(
              "metadata.name",
              SpecProblem.quote(resourceName)
                  + " cannot be the name of a Secret; give spec.target.name another"));
    }
    if (target != null) {
      checkPolicy(target);
      checkKeys("spec.target.labels", target.labels());
      checkKeys("spec.target.annotations", target.annotations());
      checkMarks("spec.target.labels", target.labels(), ARGO_LABELS);
      checkMarks("spec.target.annotations", target.annotations(), ARGO_ANNOTATIONS);
      checkTotal(target.annotations());
    }
  }

  private void checkPolicy(TargetSpec target) {
    boolean merge = target.creationPolicy() == CreationPolicy.MERGE;
    if (merge && Boolean.TRUE.equals(target.immutable())) {
      problems.add(
          new SpecProblem(
              "spec.target.immutable",
              "immutable cannot be used with creationPolicy Merge: the Secret belongs to somebody else"));
    }
    if (merge && target.type() != null) {
      problems.add(
          new SpecProblem(
              "spec.target.type",
              "type cannot be used with creationPolicy Merge: the Secret belongs to somebody else"));
    }
    if (SERVICE_ACCOUNT_TOKEN.equals(target.type())) {
      problems.add(
          new SpecProblem(
              "spec.target.type",
              "type kubernetes.io/service-account-token cannot be used: Kubernetes itself fills such Secrets"));
    }
  }

  private void checkKeys(String path, Map<String, String> entries) {
    if (entries == null) {
      return;
    }
    for (String key : entries.keySet()) {
      // Kubernetes compares annotations' prefixes without case.
      String lower = key.toLowerCase(Locale.ROOT);
      if (lower.startsWith(Markers.RESERVED_PREFIX)) {
        problems.add(
            new SpecProblem(
                SpecProblem.entry(path, key),
                "names under " + Markers.RESERVED_PREFIX + " are the operator's own; remove it"));
      } else if (!KubernetesName.isQualified(path.endsWith("annotations") ? lower : key)) {
        problems.add(
            new SpecProblem(
                path,
                SpecProblem.quote(key)
                    + " is not a name of Kubernetes: "
                    + KubernetesName.QUALIFIED));
      }
    }
  }

  private void checkMarks(String path, Map<String, String> entries, List<String> marks) {
    if (entries == null) {
      return;
    }
    marks.stream()
        .filter(entries::containsKey)
        .map(
            mark ->
                mark
                    + " is how Argo CD marks what it applied, and it deletes what is marked but not in Git: leave it out")
        .forEach(message -> problems.add(new SpecProblem(path, message)));
  }

  private void checkTotal(Map<String, String> annotations) {
    long total =
        annotations == null
            ? 0
            : annotations.entrySet().stream()
                .mapToLong(entry -> utf8Bytes(entry.getKey()) + utf8Bytes(entry.getValue()))
                .sum();
    if (total > ANNOTATION_BYTES) {
      problems.add(
          new SpecProblem(
              "spec.target.annotations",
              "have %d bytes together; at most %d are allowed".formatted(total, ANNOTATION_BYTES)));
    }
  }

  private static long utf8Bytes(String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }
}
