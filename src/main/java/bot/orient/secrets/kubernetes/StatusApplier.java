package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Applies a status to exactly the resource that it was computed from. A request that was frozen on
 * its way, and arrives when another replica leads, is refused by its resource version. Where only
 * the rest of the resource was written meanwhile, the status is applied to that.
 */
final class StatusApplier<S, T, R extends CustomResource<S, T>> {

  /** People and GitOps tools write a resource too, but not again and again within milliseconds. */
  private static final int MOST_ATTEMPTS = 5;

  private final Supplier<R> fresh;

  /**
   * @param fresh a new object of the resource's kind, for an apply that claims nothing but the
   *     status
   */
  StatusApplier(Supplier<R> fresh) {
    this.fresh = fresh;
  }

  /**
   * The resource with its status; empty when it was deleted meanwhile, or created anew: nobody is
   * left to be told.
   *
   * @param known the status that it had last, as far as is known; may be null
   * @throws KubernetesClientException when the API server cannot be asked or refuses it, when
   *     somebody else wrote a status, or when others write the resource all the time
   */
  Optional<R> apply(R resource, T known, T status, KubernetesClient client) {
    Optional<R> live = Optional.of(resource);
    for (int attempt = 1; live.isPresent(); attempt++) {
      try {
        return Optional.of(patch(live.get(), status, client));
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return Optional.empty();
        }
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == MOST_ATTEMPTS) {
          throw e;
        }
        live = readAgain(resource, client);
        // By another leader, perhaps: what it saw is newer than what this status was made of.
        if (live.filter(r -> !hasStatus(r, known) && !hasStatus(r, resource.getStatus()))
            .isPresent()) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  private boolean hasStatus(R live, T status) {
    return Objects.equals(live.getStatus(), status);
  }

  private R patch(R live, T status, KubernetesClient client) {
    R body = fresh.get();
    body.setMetadata(ServerSideApply.toExactly(live).build());
    body.setStatus(status);
    return client.resource(body).subresource("status").patch(ServerSideApply.OURS);
  }

  private Optional<R> readAgain(R resource, KubernetesClient client) {
    return Optional.ofNullable(client.resource(resource).get())
        .filter(live -> live.getMetadata().getUid().equals(resource.getMetadata().getUid()));
  }
}
