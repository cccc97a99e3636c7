package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Secrets that are projected for one kind of resource, from a cache that holds only those. */
final class TargetSecrets<P extends HasMetadata> {

  private static final String BY_OWNER = "by-owner";

  private final KubernetesClient client;
  private final String kind;
  private final SharedInformer<P> informer;
  private final Consumer<Secret> news;
  private final OwnWrites writes;

  /** By Secret, the version of it that its owner's reconciliation looked at last. */
  private final Map<ResourceID, String> seen = new ConcurrentHashMap<>();

  /** Younger Secrets came while the operator ran. The API server's clock may differ. */
  private final Instant longBefore = Instant.now().minus(Duration.ofMinutes(1));

  /**
   * @param wake has a resource looked at again
   * @param others who want to know of the same Secrets, and need no informer of their own
   */
  TargetSecrets(
      Class<P> type,
      EventSourceContext<P> context,
      Consumer<ResourceID> wake,
      ResourceEventHandler<Secret> others) {
    this.client = context.getClient();
    this.kind = HasMetadata.getKind(type);
    this.news = secret -> owners(secret).forEach(wake);
    this.writes = new OwnWrites(news);
    this.informer =
        new SharedInformer<>(
            InformerEventSourceConfiguration.from(Secret.class, type)
                .withName("targets")
                .withInformerListLimit(ControllerSettings.PAGE)
                .withLabelSelector(Markers.PROJECTED_FOR + "=" + kind)
                .withSecondaryToPrimaryMapper(this::owners)
                // Of many Secrets that are there at the start news still comes when their owners
                // have been looked at already.
                .withOnAddFilter(
                    secret ->
                        (!wasThereBefore(secret) || !wasSeen(secret)) && !writes.holdsBack(secret))
                .withOnUpdateFilter(this::isNews)
                .withOnDeleteFilter((secret, unknown) -> forget(secret))
                // Switches JOSDK's own index off, which does not forget an owner that changed.
                .withPrimaryToSecondaryMapper((P primary) -> Set.<ResourceID>of())
                .build(),
            context,
            news,
            others);
    informer.addIndexers(
        Map.of(
            BY_OWNER, secret -> List.of(secret.getMetadata().getNamespace() + "/" + mark(secret))));
  }

  InformerEventSource<Secret, P> eventSource() {
    return informer;
  }

  private boolean wasThereBefore(Secret secret) {
    return OffsetDateTime.parse(secret.getMetadata().getCreationTimestamp())
        .toInstant()
        .isBefore(longBefore);
  }

  private boolean wasSeen(Secret secret) {
    return secret
        .getMetadata()
        .getResourceVersion()
        .equals(seen.get(ResourceID.fromResource(secret)));
  }

  private boolean isNews(Secret now, Secret before) {
    // JOSDK tells only those who own it now.
    if (!mark(now).equals(mark(before))) {
      news.accept(before);
    }
    return !writes.holdsBack(now);
  }

  /** Always news. */
  private boolean forget(Secret secret) {
    seen.remove(ResourceID.fromResource(secret));
    return true;
  }

  /** The Secret as the cache has it: only if it is projected. */
  Optional<Secret> cached(String namespace, String name) {
    return informer.get(new ResourceID(name, namespace));
  }

  /** What the resource's Secret says of its keys, if it is there and the resource's own. */
  Optional<ProjectedSecret> projected(P resource, Target target) {
    return cached(resource.getMetadata().getNamespace(), target.name())
        .filter(secret -> Owner.of(resource).marks(secret))
        .flatMap(ProjectedSecret::of);
  }

  /**
   * The Secret, whoever's it is: one that is not projected is not in the cache and must be asked
   * for, like one that may have been deleted without a word.
   */
  Optional<Secret> find(P resource, Target target) {
    String namespace = resource.getMetadata().getNamespace();
    String name = target.name();
    ResourceID id = new ResourceID(name, namespace);
    if (informer.untold().isDoubted(id)) {
      return ask(id);
    }
    Optional<Secret> cached = cached(namespace, name);
    cached
        .filter(secret -> Owner.of(resource).marks(secret))
        .ifPresent(
            secret ->
                seen.put(
                    ResourceID.fromResource(secret), secret.getMetadata().getResourceVersion()));
    return cached.or(() -> ask(id));
  }

  private Optional<Secret> ask(ResourceID id) {
    Optional<Secret> written = informer.untold().find(id);
    Optional<Secret> live =
        Optional.ofNullable(
            client
                .secrets()
                .inNamespace(id.getNamespace().orElseThrow())
                .withName(id.getName())
                .get());
    if (live.isEmpty()) {
      written.ifPresent(informer::gone);
    }
    return live;
  }

  /**
   * The Secrets that remember what was projected for the resource: its target, whatever marks
   * somebody took from it, and those that it had as targets before.
   *
   * @param live the target as it was {@link #find found}
   */
  List<Secret> remembering(P resource, Target target, Optional<Secret> live) {
    return Stream.concat(live.stream(), earlierTargets(Owner.of(resource), target).stream())
        .toList();
  }

  /** What was projected under an earlier {@code spec.target.name}. */
  List<Secret> earlierTargets(Owner owner, Target target) {
    return ownedBy(owner, name -> !name.equals(target.name()));
  }

  /** The restart rules that the resource's target has got, as far as it is there. */
  RestartRules restartRules(Owner owner, Target target) {
    return cached(owner.namespace(), target.name())
        .filter(owner::marks)
        .flatMap(
            secret ->
                RestartRules.parse(
                    secret.getMetadata().getAnnotations().get(Markers.RESTART_RULES)))
        .orElse(RestartRules.NONE);
  }

  /** The Secrets projected for this very resource, and none that was only copied from one. */
  List<Secret> ownedBy(Owner owner) {
    return ownedBy(owner, name -> true);
  }

  private List<Secret> ownedBy(Owner owner, Predicate<String> names) {
    Predicate<Secret> owned =
        secret -> names.test(secret.getMetadata().getName()) && isOwnedBy(owner, secret);
    Map<String, Secret> found = new TreeMap<>();
    informer.byIndex(BY_OWNER, owner.namespace() + "/" + owner.mark()).stream()
        .filter(owned)
        .forEach(secret -> found.put(secret.getMetadata().getName(), secret));
    informer.untold().all().stream()
        .filter(owned)
        .filter(secret -> !found.containsKey(secret.getMetadata().getName()))
        .flatMap(secret -> ask(ResourceID.fromResource(secret)).stream())
        .filter(owned)
        .forEach(secret -> found.put(secret.getMetadata().getName(), secret));
    return List.copyOf(found.values());
  }

  private static boolean isOwnedBy(Owner owner, Secret secret) {
    return owner.marks(secret)
        && owner
            .projection(secret.getMetadata().getName())
            .equals(secret.getMetadata().getAnnotations().get(Markers.PROJECTION));
  }

  /**
   * Writes the target. The next reconciliation sees what was written, even if the watch lags.
   *
   * @param before the target as it was {@link #find found}
   * @throws KubernetesClientException a conflict when it is another one by now
   */
  void write(P resource, Target target, Optional<Secret> before, Supplier<Secret> write) {
    ResourceID id = new ResourceID(target.name(), resource.getMetadata().getNamespace());
    writes.carryOut(
        id,
        () -> {
          // Just made for another resource that has the same target.
          if (before.isEmpty() && informer.get(id).isPresent()) {
            throw OwnWrites.conflict(id);
          }
          return writeUntold(id, before, write);
        },
        now ->
            before.ifPresentOrElse(
                old -> informer.handleRecentResourceUpdate(id, now, old),
                () -> informer.handleRecentResourceCreate(id, now)));
  }

  private Secret writeUntold(ResourceID id, Optional<Secret> before, Supplier<Secret> write) {
    UntoldWrites untold = informer.untold();
    untold.begin(id);
    try {
      Secret written = write.get();
      if (before.filter(old -> isSameVersion(old, written)).isEmpty()) {
        untold.end(id, written);
      }
      return written;
    } finally {
      untold.endWithout(id);
    }
  }

  private static boolean isSameVersion(Secret one, Secret other) {
    return one.getMetadata().getResourceVersion().equals(other.getMetadata().getResourceVersion());
  }

  /** By the mark and by the owner reference, so that a mark somebody edited is put right. */
  private Set<ResourceID> owners(Secret secret) {
    String mark = mark(secret);
    Stream<String> referred =
        secret.getMetadata().getOwnerReferences().stream()
            .filter(reference -> kind.equals(reference.getKind()))
            .map(OwnerReference::getName);
    return Stream.concat(Stream.of(mark.substring(mark.indexOf('/') + 1)), referred)
        .filter(name -> !name.isEmpty())
        .map(name -> new ResourceID(name, secret.getMetadata().getNamespace()))
        .collect(Collectors.toSet());
  }

  private static String mark(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(Markers.OWNER, "");
  }
}
