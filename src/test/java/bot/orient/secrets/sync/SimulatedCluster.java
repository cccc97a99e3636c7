package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.PodAge.NotObserved;
import bot.orient.secrets.sync.SecretUse.Medium;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One namespace with projected Secrets, one Deployment, its controller and its pods. */
final class SimulatedCluster {

  static final List<String> SECRET_NAMES = List.of("app", "db");
  static final List<String> DATA_KEYS = List.of("A", "B", "C");

  /** What an informer shows: all objects as they were at one moment. */
  record View(Workload workload, Map<String, ProjectedSecret> secrets, long version) {}

  final Map<String, SimulatedSecret> secrets = new TreeMap<>();
  final List<SimulatedPod> pods = new ArrayList<>();
  final Set<SimulatedTemplate> templates = new LinkedHashSet<>();
  Instant now = Instant.parse("2026-11-23T18:00:00Z");
  Instant lastHeal = Instant.EPOCH;
  SimulatedTemplate template;
  SimulatedTemplate observed;
  String baseline;
  boolean optedOut;
  int replicas = 2;
  private long generation;
  private long version;

  SimulatedCluster(List<SecretUse> uses) {
    SECRET_NAMES.forEach(name -> secrets.put(name, new SimulatedSecret(name)));
    useTemplate(new SimulatedTemplate(0, uses, Optional.empty()));
  }

  void useTemplate(SimulatedTemplate next) {
    template = next;
    generation++;
    templates.add(next);
    version++;
  }

  void recordBaseline(String annotation) {
    baseline = annotation;
    version++;
  }

  void optOut(boolean out) {
    optedOut = out;
    version++;
  }

  View view() {
    Map<String, ProjectedSecret> present = new TreeMap<>();
    secrets.values().stream()
        .filter(SimulatedSecret::exists)
        .forEach(secret -> present.put(secret.name, secret.view()));
    return new View(workload(), present, version);
  }

  /** Optimistic locking: a write from an old view of the Deployment is refused. */
  boolean accepts(View view) {
    return view.version() == version;
  }

  PodAge podAge() {
    if (!template.equals(observed)) {
      return new NotObserved("the controller has not seen the template");
    }
    return new PodAge.Pods(
        ages(pod -> pod.template.equals(template)), ages(pod -> !pod.template.equals(template)));
  }

  private List<PodAge.Pod> ages(Predicate<SimulatedPod> wanted) {
    return pods.stream()
        .filter(wanted)
        .map(pod -> new PodAge.Pod(pod.createdAt, pod.starts(), pod.pastStarts()))
        .toList();
  }

  /** One step of a rolling update with one pod of surge. */
  void rollOut() {
    long updated = pods.stream().filter(pod -> pod.template.equals(observed)).count();
    Optional<SimulatedPod> old =
        pods.stream().filter(pod -> !pod.template.equals(observed)).findFirst();
    if (updated < replicas && pods.size() <= replicas) {
      pods.add(new SimulatedPod(observed, now));
    } else if (old.isPresent()) {
      pods.remove(old.get());
    } else if (updated > replicas) {
      pods.remove(0);
    }
  }

  boolean isRolledOut() {
    return template.equals(observed)
        && pods.size() == replicas
        && pods.stream().allMatch(pod -> pod.template.equals(template));
  }

  void startContainers() {
    pods.forEach(pod -> pod.startContainers(secrets, now));
  }

  Optional<String> recorded(String secretName, String dataKey) {
    return Baseline.parse(baseline)
        .map(known -> known.fingerprints().get(secretName + "/" + dataKey));
  }

  boolean isUsed(String secretName, String dataKey) {
    KeyAddress address = new KeyAddress(secretName, dataKey);
    return template.uses().stream().anyMatch(use -> covers(use, address));
  }

  boolean isRelevant(String secretName, String dataKey) {
    RestartRule rule = secrets.get(secretName).rules.getOrDefault(dataKey, RestartRule.NEVER);
    return isRelevant(rule, template.uses(), new KeyAddress(secretName, dataKey));
  }

  static boolean isRelevant(RestartRule rule, List<SecretUse> uses, KeyAddress address) {
    return uses.stream()
        .filter(use -> covers(use, address))
        .anyMatch(
            use ->
                rule == RestartRule.ALWAYS
                    || rule == RestartRule.IF_ENVIRONMENT && use.medium() == Medium.ENVIRONMENT);
  }

  static boolean covers(SecretUse use, KeyAddress address) {
    return use.secretName().equals(address.secretName()) && use.keys().covers(address.dataKey());
  }

  private Workload workload() {
    return new Workload(
        "Deployment",
        "team",
        "app",
        generation,
        template.uses(),
        Baseline.parse(baseline),
        template.restartHash(),
        Optional.empty(),
        optedOut,
        new TreeMap<>(),
        1);
  }
}
