package bot.orient.secrets.admin;

import bot.orient.secrets.admin.StatusView.NamespaceView;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.sync.ManagedResources;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What needs a look, by namespace: from the operator's caches, whatever they have to tell. */
final class StatusEndpoint {

  private static final Permission WHOLE_AUDIT = Route.AUDIT.permission().orElseThrow();
  private static final Permission KEYS = Route.LIST_KEY_ROTATIONS.permission().orElseThrow();

  private final ManagedResources resources;
  private final StoreHealth store;
  private final RememberedReviews reviews;
  private final NamespaceSight sight;

  StatusEndpoint(ManagedResources resources, StoreHealth store, RememberedReviews reviews) {
    this.resources = resources;
    this.store = store;
    this.reviews = reviews;
    this.sight = new NamespaceSight(reviews);
  }

  /** Of the namespace of the scope's name, which the caller may look at already. */
  Answer ofNamespace(StatusRequest request, Actor actor) {
    filled();
    return answer(request.caller(), false, List.of(request.namespace().orElseThrow()));
  }

  /** Of all namespaces that the caller may look at. */
  Answer ofAll(StatusRequest request, Actor actor) {
    NamespaceSight.Seen seen = sight.of(request.caller(), filled());
    return answer(request.caller(), seen.truncated(), seen.namespaces());
  }

  private Collection<String> filled() {
    return resources
        .namespaces()
        .orElseThrow(
            () ->
                Problem.retryLater(
                        ProblemType.BUSY,
                        "this replica of the operator has not read the cluster's resources yet",
                        5)
                    .asException());
  }

  private Answer answer(Caller caller, boolean truncated, List<String> namespaces) {
    return Answers.ok(
        StatusView.of(
            version(),
            truncated,
            store.view(
                reviews.allows(caller, WHOLE_AUDIT, Optional.empty()),
                reviews.allows(caller, KEYS, Optional.empty())),
            namespaces.stream()
                .map(namespace -> NamespaceView.of(namespace, resources.in(namespace)))
                .toList()));
  }

  /** From the jar; a build without one is somebody's own. */
  private static String version() {
    return Optional.ofNullable(StatusEndpoint.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
