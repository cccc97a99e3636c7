package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Composition.KeyProblem;
import bot.orient.secrets.sync.Composition.KeyProblem.Kind;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Computes the Secret that resolved keys ask for. */
public final class SecretComposer {

  /** {@code MaxSecretSize} of Kubernetes core/v1: 1 MiB over all values. */
  public static final int MAX_SECRET_BYTES = 1024 * 1024;

  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final Owner owner;
  private final Target target;
  private final StoreView store;
  private final Optional<Secret> live;
  private final boolean moved;
  private final RestartRules restarts;
  private final SettleWindow settling;
  private final ProjectedKeys liveKeys;
  private final Set<String> projectedLast;

  /**
   * @param live the Secret as it is, if it is there and ours
   * @param moved whether an earlier target still has what was projected last
   * @param restarts how the workloads that use it are restarted
   * @param settling how long further changes are waited for
   */
  public SecretComposer(
      Owner owner,
      Target target,
      StoreView store,
      Optional<Secret> live,
      boolean moved,
      RestartRules restarts,
      SettleWindow settling) {
    this.owner = owner;
    this.target = target;
    this.store = store;
    this.live = live;
    this.moved = moved;
    this.restarts = restarts.withFiles(target.templates());
    this.settling = settling;
    this.liveKeys = live.map(ProjectedKeys::of).orElse(new ProjectedKeys(Map.of()));
    this.projectedLast = live.map(secret -> projectedLast(secret, liveKeys)).orElse(Set.of());
  }

  /** Where the annotation that tells is gone or damaged, what an apply of ours has set. */
  private static Set<String> projectedLast(Secret live, ProjectedKeys told) {
    return told.byDataKey().isEmpty() ? OwnedFields.in(live).data() : told.byDataKey().keySet();
  }

  public Composition compose(
      List<ResolvedKey> keys, Optional<String> category, ProvenValues proven) {
    SortedMap<String, byte[]> data = new TreeMap<>();
    Map<String, RestartRule> rules = new HashMap<>();
    List<KeyProblem> problems = new ArrayList<>();
    boolean incomplete = false;
    for (ResolvedKey key : keys) {
      Optional<byte[]> value = value(key, problems);
      value.ifPresent(
          bytes -> {
            data.put(key.dataKey(), bytes);
            rules.put(key.dataKey(), key.restart());
          });
      incomplete |= value.isEmpty() && !mayBeLeftOut(key);
    }
    if (incomplete && isFirstProjection()) {
      return new Composition.Incomplete(problems);
    }
    RenderedFiles files = new RenderedFiles(target.templates(), data, rules);
    if (!files.problems().isEmpty()) {
      return new Composition.TemplateFailed(files.problems());
    }
    data.putAll(files.data());
    rules.putAll(files.rules());
    if (incomplete) {
      keepEverythingProjected(data, rules);
    }
    long bytes = data.values().stream().mapToLong(value -> value.length).sum();
    if (bytes > MAX_SECRET_BYTES) {
      return new Composition.TooLarge(bytes);
    }
    return new Composition.Composed(
        desired(data, category),
        liveKeys.successor(
            fingerprints(data),
            rules,
            liveData(),
            settling,
            ResolvedVersions.of(keys, store, proven).withFiles(target.template().keySet())),
        problems);
  }

  /**
   * The key's value; for one that has none any more the value projected last, so that nothing is
   * taken from pods.
   */
  private Optional<byte[]> value(ResolvedKey key, List<KeyProblem> problems) {
    if (key.resolution() instanceof ResolvedKey.Value value) {
      return Optional.of(value.bytes());
    }
    Optional<byte[]> last = lastProjected(key.dataKey());
    if (key.optional() && key.resolution() instanceof ResolvedKey.Missing) {
      return Optional.empty();
    }
    problems.add(problem(key, last.isPresent()));
    return last;
  }

  /**
   * Whether the Secret may be written without the key. An optional key that cannot be read holds up
   * no first projection, but a Secret that may have had its value goes on having it.
   */
  private boolean mayBeLeftOut(ResolvedKey key) {
    return key.optional()
        && (key.resolution() instanceof ResolvedKey.Missing || isFirstProjection() && !moved);
  }

  private KeyProblem problem(ResolvedKey key, boolean hasLast) {
    String kept = hasLast ? "; the value projected last is kept" : "";
    if (key.resolution() instanceof ResolvedKey.Unreadable unreadable) {
      return new KeyProblem(
          key.key(),
          Kind.UNREADABLE,
          "version " + unreadable.version() + " cannot be read: " + unreadable.message() + kept);
    }
    if (key.resolution() instanceof ResolvedKey.RolledBack rolledBack) {
      return new KeyProblem(
          key.key(),
          Kind.ROLLED_BACK,
          rolledBack.text() + kept,
          Optional.of(adviceOnRestore(rolledBack)));
    }
    if (key.resolution() instanceof ResolvedKey.NoSuchVersion noSuchVersion) {
      return new KeyProblem(key.key(), Kind.NO_SUCH_VERSION, noSuchVersion.message() + kept);
    }
    ResolvedKey.Missing missing = (ResolvedKey.Missing) key.resolution();
    return new KeyProblem(
        key.key(),
        Kind.MISSING,
        missing.message()
            + (hasLast
                ? kept + " until the key is written again, made optional, or taken out of the spec"
                : ""));
  }

  private String adviceOnRestore(ResolvedKey.RolledBack rolledBack) {
    return "The database was put back to an older state, failed over to a standby that lagged, or was changed outside"
        + " the operator. Write the values that are projected again, or accept what the store has:"
        + " kubectl --namespace=%s annotate %s %s %s=%s --overwrite"
            .formatted(
                owner.namespace(),
                owner.kind().toLowerCase(Locale.ROOT),
                owner.name(),
                Markers.ACKNOWLEDGE_RESTORE,
                rolledBack.code());
  }

  private boolean isFirstProjection() {
    return projectedLast.stream().noneMatch(dataKey -> lastProjected(dataKey).isPresent());
  }

  /**
   * While a required key has no value yet, the others are kept up to date and nothing is taken out:
   * the missing one may be there under the name it had before.
   */
  private void keepEverythingProjected(
      SortedMap<String, byte[]> data, Map<String, RestartRule> rules) {
    projectedLast.stream()
        .filter(dataKey -> !data.containsKey(dataKey))
        .forEach(
            dataKey ->
                lastProjected(dataKey)
                    .ifPresent(
                        last -> {
                          data.put(dataKey, last);
                          Optional.ofNullable(liveKeys.byDataKey().get(dataKey))
                              .ifPresent(key -> rules.put(dataKey, key.restart()));
                        }));
  }

  private Optional<byte[]> lastProjected(String dataKey) {
    if (!projectedLast.contains(dataKey)) {
      return Optional.empty();
    }
    return live.map(SecretComposer::decoded).map(data -> data.get(dataKey));
  }

  private DesiredSecret desired(SortedMap<String, byte[]> data, Optional<String> category) {
    Map<String, String> labels = new HashMap<>(target.labels());
    labels.put(Markers.PROJECTED_FOR, owner.kind());
    category.ifPresent(name -> labels.put(Markers.CATEGORY, name));
    Map<String, String> annotations = new HashMap<>(target.annotations());
    annotations.put(Markers.OWNER, owner.mark());
    annotations.put(Markers.PROJECTION, owner.projection(target.name()));
    restarts.toAnnotation().ifPresent(text -> annotations.put(Markers.RESTART_RULES, text));
    if (target.merge()) {
      annotations.put(Markers.MERGED, "true");
    } else {
      labels.putIfAbsent(MANAGED_BY, Markers.FIELD_MANAGER);
    }
    return new DesiredSecret(
        owner.namespace(),
        target.name(),
        target.type(),
        labels,
        annotations,
        data,
        target.immutable(),
        target.merge() || target.retain() ? Optional.empty() : Optional.of(owner));
  }

  private ProjectedKeys.LiveData liveData() {
    return live.<ProjectedKeys.LiveData>map(this::liveData).orElseGet(ProjectedKeys.NoSecret::new);
  }

  private ProjectedKeys.Live liveData(Secret secret) {
    OwnedFields owned = OwnedFields.in(secret);
    Instant createdAt =
        OffsetDateTime.parse(secret.getMetadata().getCreationTimestamp()).toInstant();
    return new ProjectedKeys.Live(
        fingerprints(decoded(secret)),
        owned.data(),
        createdAt,
        owned.appliedAt().orElse(createdAt));
  }

  private Map<String, String> fingerprints(Map<String, byte[]> data) {
    Map<String, String> fingerprints = new HashMap<>();
    data.forEach(
        (key, value) ->
            fingerprints.put(
                key, store.fingerprinter().fingerprint(owner.namespace(), key, value)));
    return fingerprints;
  }

  static Map<String, byte[]> decoded(Secret secret) {
    Map<String, byte[]> decoded = new HashMap<>();
    Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
        .forEach((key, value) -> decoded.put(key, Base64.getDecoder().decode(value)));
    return decoded;
  }
}
