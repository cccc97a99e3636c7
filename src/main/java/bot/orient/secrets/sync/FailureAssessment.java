package bot.orient.secrets.sync;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.RestartSpec;
import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.SecretRead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the keys that made rollouts fail and decides whether they go back to the versions that
 * worked. A key that was put back before is left alone until a person clears its pin: whatever
 * fails then, there is no loop.
 */
public final class FailureAssessment {

  /** A key that a rollout failed with and that the Secret still has. */
  private record Suspect(String dataKey, ProjectedKey key, String failed, Optional<Long> heldAt) {}

  private final String namespace;
  private final Optional<String> scope;
  private final Pins pins;
  private final SortedMap<String, Suspect> suspects = new TreeMap<>();

  /** Why keys are not suspects although a rollout failed with them. */
  private final SortedMap<String, String> doubtful = new TreeMap<>();

  /** Files that failed although no key of theirs changed. */
  private final SortedMap<String, String> edited = new TreeMap<>();

  /**
   * @param spec a valid one
   * @param pins those in force
   * @param secretName the Secret that the spec is projected into
   * @param projected what the Secret has now
   */
  public FailureAssessment(
      OrientSecretSpec spec,
      String namespace,
      Pins pins,
      String secretName,
      ProjectedKeys projected,
      List<FailedRollout> failed) {
    this.namespace = namespace;
    this.scope = Pins.foreignScope(spec, namespace);
    this.pins = pins;
    if (restores(spec.restart())) {
      Target target = Target.of(spec.target(), secretName);
      Map<Boolean, List<FailedRollout>> byDoubt =
          failed.stream().collect(Collectors.partitioningBy(FailedRollout::doubtful));
      RolloutBlame blame = new RolloutBlame(target, secretName, projected, byDoubt.get(false));
      RolloutBlame doubt = new RolloutBlame(target, secretName, projected, byDoubt.get(true));
      spec.keys().forEach(key -> suspect(key, projected, blame, doubt));
      doubt.unexplainedFiles().forEach(file -> doubtful.put(file, doubt("its users")));
      blame
          .unexplainedFiles()
          .forEach(
              file ->
                  edited.put(
                      file,
                      "changed with its text and with no key: correct it in spec.target.template"));
    }
  }

  private static boolean restores(RestartSpec restart) {
    return restart != null && restart.onFailure() == FailurePolicy.RESTORE_PREVIOUS_VERSION;
  }

  private void suspect(
      KeySpec spec, ProjectedKeys projected, RolloutBlame blame, RolloutBlame doubt) {
    String dataKey = ValueResolver.dataKey(spec);
    blame
        .workloads(dataKey)
        .ifPresent(
            workloads ->
                suspects.put(
                    spec.key(),
                    new Suspect(
                        dataKey,
                        projected.byDataKey().get(dataKey),
                        workloads,
                        Optional.ofNullable(spec.version()))));
    doubt
        .workloads(dataKey)
        .filter(workloads -> !suspects.containsKey(spec.key()))
        .ifPresent(workloads -> doubtful.put(spec.key(), doubt(workloads)));
  }

  private static String doubt(String workloads) {
    return "need not be to blame: when its value came, "
        + workloads
        + " had a rollout of somebody else under way, or pods that were not available; mend that, or"
        + " write a value that works";
  }

  /** The versions to read before {@link #decide}, by key. */
  public SortedMap<String, Long> candidates() {
    SortedMap<String, Long> versions = new TreeMap<>();
    suspects.forEach(
        (key, suspect) -> {
          if (!pins.byKey().containsKey(key) && suspect.heldAt().isEmpty()) {
            suspect.key().versions().good().ifPresent(good -> versions.put(key, good.version()));
          }
        });
    return versions;
  }

  /**
   * What is done about it.
   *
   * @param reads of the {@link #candidates}; their values are wiped
   */
  public FailureResponse decide(Map<String, SecretRead> reads, Fingerprinter fingerprinter) {
    SortedMap<String, Pins.Pin> restored = new TreeMap<>();
    SortedMap<String, String> again = new TreeMap<>();
    SortedMap<String, String> impossible = new TreeMap<>(edited);
    suspects.forEach(
        (key, suspect) -> {
          Pins.Pin pin = pins.byKey().get(key);
          if (pin != null) {
            again.put(key, "was put back to version " + pin.use() + " already, which fails too");
            return;
          }
          obstacle(suspect, reads.get(key), fingerprinter)
              .ifPresentOrElse(
                  why -> impossible.put(key, why), () -> restored.put(key, pin(suspect)));
        });
    if (impossible.isEmpty() && !restored.isEmpty()) {
      return new FailureResponse.Restore(restored);
    }
    impossible.putAll(again);
    impossible.putAll(doubtful);
    return impossible.isEmpty()
        ? new FailureResponse.Nothing()
        : new FailureResponse.CannotRestore(impossible);
  }

  private Pins.Pin pin(Suspect suspect) {
    KeyVersions versions = suspect.key().versions();
    return new Pins.Pin(
        versions.good().orElseThrow().version(),
        versions.projected().orElseThrow(),
        Optional.of(suspect.failed()),
        scope);
  }

  private Optional<String> obstacle(Suspect suspect, SecretRead read, Fingerprinter fingerprinter) {
    if (suspect.heldAt().isPresent()) {
      return Optional.of(
          "is held at version "
              + suspect.heldAt().get()
              + " by spec.keys[].version: change it there");
    }
    KeyVersions versions = suspect.key().versions();
    if (versions.projected().isEmpty()) {
      return Optional.of(
          "has no version: its value came from the environment or the configuration file, or from"
              + " an earlier release of the operator");
    }
    if (versions.good().isEmpty()) {
      return Optional.of("has no earlier version that is known to have worked");
    }
    KeyVersions.Good good = versions.good().get();
    if (good.version() == versions.projected().getAsLong()) {
      return Optional.of("is at version " + good.version() + ", the last that worked");
    }
    if (read instanceof SecretRead.Unreadable unreadable) {
      return Optional.of(
          "cannot go back to version " + good.version() + ": " + unreadable.reason());
    }
    if (read instanceof SecretRead.NoSuchVersion missing) {
      return Optional.of("cannot go back: " + missing.reason());
    }
    if (!(read instanceof SecretRead.Found found)) {
      return Optional.of("was deleted from the store");
    }
    try (SecretBytes value = found.value()) {
      String fingerprint = fingerprinter.fingerprint(namespace, suspect.dataKey(), value);
      if (!fingerprint.equals(good.fingerprint())) {
        return Optional.of(
            "cannot go back to version "
                + good.version()
                + ": the store has another value under that number than the one that worked");
      }
      // Better no rollout than one that brings such a value back.
      return found.compromise() != null
          ? Optional.of(
              "has no value to go back to: the one before, version "
                  + good.version()
                  + ", was marked compromised; write a new value that works")
          : Optional.empty();
    }
  }
}
