package bot.orient.secrets.sync;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of the values that a Secret has now some failed rollouts brought. */
final class RolloutBlame {

  /** More names help nobody and fill the annotation. */
  private static final int MOST_NAMES = 3;

  private final String secretName;
  private final ProjectedKeys projected;
  private final List<FailedRollout> failed;
  private final FailedFiles files;

  RolloutBlame(
      Target target, String secretName, ProjectedKeys projected, List<FailedRollout> failed) {
    this.secretName = secretName;
    this.projected = projected;
    this.failed = failed;
    this.files = new FailedFiles(target, secretName, projected, failed);
  }

  /**
   * The workloads, for people, that failed with the value of a key or with a file that it changed;
   * empty if none did.
   */
  Optional<String> workloads(String dataKey) {
    ProjectedKey key = projected.byDataKey().get(dataKey);
    if (key == null) {
      return Optional.empty();
    }
    KeyAddress address = new KeyAddress(secretName, dataKey);
    List<String> workloads =
        failed.stream()
            .filter(
                rollout ->
                    rollout.brought(address, key.fingerprint()) || files.blame(rollout, dataKey))
            .map(FailedRollout::workload)
            .sorted()
            .toList();
    return workloads.isEmpty() ? Optional.empty() : Optional.of(names(workloads));
  }

  /** Files that rollouts failed with although no key of theirs changed. */
  List<String> unexplainedFiles() {
    return files.unexplained();
  }

  private static String names(List<String> workloads) {
    String first = workloads.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return workloads.size() <= MOST_NAMES
        ? first
        : first + " and " + (workloads.size() - MOST_NAMES) + " more";
  }
}
