package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;

import bot.orient.secrets.sync.PodAge.NotObserved;
import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.SecretUse.EveryKey;
import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A workload, the Secrets around it and the age of its pods. */
final class Scene {

  private final List<SecretUse> uses = new ArrayList<>();
  private final Map<String, ProjectedSecret> secrets = new TreeMap<>();
  private Optional<Baseline> baseline = Optional.empty();
  private Optional<String> restartHash = Optional.empty();
  private Optional<RolloutRecord> rollout = Optional.empty();
  private Optional<PodAge> podAge = Optional.empty();
  private boolean optedOut;
  private long generation = 7;

  static Scene scene() {
    return new Scene();
  }

  static Baseline baseline(String... addressesAndValues) {
    SortedMap<String, String> fingerprints = new TreeMap<>();
    for (int i = 0; i < addressesAndValues.length; i += 2) {
      fingerprints.put(addressesAndValues[i], addressesAndValues[i + 1]);
    }
    return Baseline.of(fingerprints);
  }

  Scene variable(String secretName, String dataKey) {
    return using(new SecretUse(secretName, new OneKey(dataKey), Medium.ENVIRONMENT, false));
  }

  Scene optionalVariable(String secretName, String dataKey) {
    return using(new SecretUse(secretName, new OneKey(dataKey), Medium.ENVIRONMENT, true));
  }

  Scene allVariables(String secretName) {
    return using(new SecretUse(secretName, new EveryKey(), Medium.ENVIRONMENT, false));
  }

  Scene files(String secretName) {
    return using(new SecretUse(secretName, new EveryKey(), Medium.FILE, false));
  }

  Scene using(SecretUse use) {
    uses.add(use);
    return this;
  }

  Scene given(SecretDraft secret) {
    ProjectedSecret built = secret.build();
    secrets.put(built.name(), built);
    return this;
  }

  Scene recorded(String... addressesAndValues) {
    return recorded(baseline(addressesAndValues));
  }

  Scene recorded(Baseline recorded) {
    baseline = Optional.of(recorded);
    return this;
  }

  Scene templateHash(String hash) {
    restartHash = Optional.of(hash);
    return this;
  }

  /** The operator began to restart it and has not seen it through. */
  Scene restarting(String templateHash, String... changed) {
    rollout =
        Optional.of(RolloutRecord.started(second(30), List.of(changed), templateHash, Found.WELL));
    return templateHash(templateHash);
  }

  Scene generation(long number) {
    generation = number;
    return this;
  }

  Scene optedOut() {
    optedOut = true;
    return this;
  }

  /** Its containers started as soon as it was created. */
  Scene oldestPodAt(int second) {
    return oldestPodAt(second, second);
  }

  Scene oldestPodAt(int second, int startedAt) {
    return pods(new PodAge.Pod(second(second), List.of(second(startedAt)), List.of()));
  }

  Scene oldestPodWaitingSince(int second) {
    return pods(new PodAge.Pod(second(second), List.of(), List.of()));
  }

  Scene pods(PodAge.Pod... pods) {
    podAge = Optional.of(new PodAge.Pods(List.of(pods), List.of()));
    return this;
  }

  /** And one of an earlier template, which the rollout under way is about to stop. */
  Scene outgoingPodAt(int second) {
    List<PodAge.Pod> staying = podAge.map(age -> ((PodAge.Pods) age).staying()).orElseGet(List::of);
    podAge =
        Optional.of(
            new PodAge.Pods(
                staying,
                List.of(new PodAge.Pod(second(second), List.of(second(second)), List.of()))));
    return this;
  }

  Scene noPods() {
    return pods();
  }

  Scene notObserved(String why) {
    podAge = Optional.of(new NotObserved(why));
    return this;
  }

  RestartDecision decide() {
    Workload workload =
        new Workload(
            "Deployment",
            "team",
            "app",
            generation,
            uses,
            baseline,
            restartHash,
            rollout,
            optedOut,
            new TreeMap<>(),
            1);
    return RestartPlanner.decide(workload, secrets, podAge);
  }
}
