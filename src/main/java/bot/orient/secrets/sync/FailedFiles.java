package bot.orient.secrets.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rendered files that rollouts failed with. To blame are the keys that changed together with
 * the file, or since the first of the changes that were one rollout.
 */
final class FailedFiles {

  private final String secretName;
  private final ProjectedKeys projected;

  /** By name, of the files that some rollout failed with. */
  private final SortedMap<String, FileTemplate> failed = new TreeMap<>();

  FailedFiles(
      Target target, String secretName, ProjectedKeys projected, List<FailedRollout> rollouts) {
    this.secretName = secretName;
    this.projected = projected;
    target
        .templates()
        .forEach(
            (name, template) -> {
              if (rollouts.stream().anyMatch(rollout -> brought(rollout, name))) {
                failed.put(name, template);
              }
            });
  }

  /** Whether the rollout failed with a file that the key changed. */
  boolean blame(FailedRollout rollout, String dataKey) {
    return failed.entrySet().stream()
        .filter(file -> brought(rollout, file.getKey()))
        .anyMatch(file -> changed(dataKey, file));
  }

  /** The files that no key changed: their text was edited. */
  List<String> unexplained() {
    List<String> files = new ArrayList<>();
    failed
        .entrySet()
        .forEach(
            file -> {
              if (projected.byDataKey().keySet().stream().noneMatch(key -> changed(key, file))) {
                files.add(file.getKey());
              }
            });
    return files;
  }

  private boolean brought(FailedRollout rollout, String file) {
    ProjectedKey key = projected.byDataKey().get(file);
    return key != null && rollout.brought(new KeyAddress(secretName, file), key.fingerprint());
  }

  private boolean changed(String dataKey, Map.Entry<String, FileTemplate> file) {
    ProjectedKey key = projected.byDataKey().get(dataKey);
    return key != null
        && file.getValue().variables().stream().anyMatch(used -> used.name().equals(dataKey))
        && key.changed(projected.byDataKey().get(file.getKey()));
  }
}
