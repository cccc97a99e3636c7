package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartSpec;
import bot.orient.secrets.api.RestartWave;
import bot.orient.secrets.api.RestartWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the workloads that use a Secret are restarted, as the Secret's annotation {@link
 * Markers#RESTART_RULES} tells it: the projecting half writes it, the restarting half obeys it.
 *
 * @param automatic whether changes restart anything without being asked to
 * @param settle how long to wait for further changes; empty leaves it to the operator's settings
 * @param waves labels of the workloads that go first, those that go second, and so on
 * @param canary whether one workload goes before all others
 * @param windows when restarts may begin; empty means always
 * @param restartNow a person's wish that pending restarts begin
 * @param skip a person's wish that pending restarts are dropped
 * @param urgent data keys that were put back to an earlier value after a failure: their restarts
 *     wait for nothing but the cap
 * @param files the data keys that each rendered file is made of; empty where they are too many to
 *     be told
 */
public record RestartRules(
    boolean automatic,
    Optional<Duration> settle,
    List<Map<String, String>> waves,
    boolean canary,
    List<RestartWindow> windows,
    Optional<Request> restartNow,
    Optional<Request> skip,
    SortedSet<String> urgent,
    SortedMap<String, SortedSet<String>> files) {

  /** The names of 256 keys in one file, or a hundred in each of several, are not worth more. */
  private static final int LONGEST_FILES = 16 * 1024;

  /** The default of everything, which has no annotation. */
  public static final RestartRules NONE = of(null);

  /**
   * A person's wish, carried out once.
   *
   * @param token any text; another one is another wish
   * @param at when it was made: it speaks of what was pending then
   */
  public record Request(String token, Instant at) {}

  public RestartRules {
    waves =
        waves.stream()
            .map(TreeMap::new)
            .<Map<String, String>>map(Collections::unmodifiableMap)
            .toList();
    windows = List.copyOf(windows);
    urgent = Collections.unmodifiableSortedSet(new TreeSet<>(urgent));
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** The rules of a valid spec; null is the default one. */
  public static RestartRules of(RestartSpec spec) {
    Optional<RestartSpec> given = Optional.ofNullable(spec);
    return new RestartRules(
        given.map(RestartSpec::policy).filter(RestartPolicy.NEVER::equals).isEmpty(),
        given.map(RestartSpec::settle).flatMap(DurationText::parse),
        given.map(RestartSpec::waves).stream()
            .flatMap(Collection::stream)
            .map(RestartWave::matchLabels)
            .toList(),
        given.map(RestartSpec::canary).orElse(false),
        given.map(RestartSpec::windows).map(List::copyOf).orElse(List.of()),
        Optional.empty(),
        Optional.empty(),
        Collections.emptySortedSet(),
        Collections.emptySortedMap());
  }

  /**
   * Never throws.
   *
   * @param annotation null means the default
   * @return empty when the annotation is malformed or not as {@link #toAnnotation} writes it
   */
  public static Optional<RestartRules> parse(String annotation) {
    return annotation == null
        ? Optional.of(NONE)
        : RestartRulesFormat.parse(annotation)
            .filter(rules -> Objects.equals(rules.toAnnotation().orElse(null), annotation));
  }

  /** Compact JSON with sorted keys: equal rules give equal text. Empty for {@link #NONE}. */
  public Optional<String> toAnnotation() {
    return equals(NONE) ? Optional.empty() : Optional.of(RestartRulesFormat.write(this));
  }

  public RestartRules withRequests(
      Optional<Request> restartNowRequest, Optional<Request> skipRequest) {
    return new RestartRules(
        automatic, settle, waves, canary, windows, restartNowRequest, skipRequest, urgent, files);
  }

  public RestartRules withUrgent(Collection<String> dataKeys) {
    return new RestartRules(
        automatic,
        settle,
        waves,
        canary,
        windows,
        restartNow,
        skip,
        new TreeSet<>(dataKeys),
        files);
  }

  RestartRules withFiles(Map<String, FileTemplate> templates) {
    SortedMap<String, SortedSet<String>> made = new TreeMap<>();
    templates.forEach(
        (file, template) ->
            made.put(
                file,
                template.variables().stream()
                    .map(FileTemplate.Variable::name)
                    .collect(Collectors.toCollection(TreeSet::new))));
    made.values().removeIf(Set::isEmpty);
    boolean told = made.toString().length() <= LONGEST_FILES;
    return new RestartRules(
        automatic,
        settle,
        waves,
        canary,
        windows,
        restartNow,
        skip,
        urgent,
        told ? made : Collections.emptySortedMap());
  }
}
