package bot.orient.secrets.admin;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks the API server by TokenReview. */
final class KubernetesTokenReviews implements TokenReviews {

  private final KubernetesClient client;
  private final String audience;

  /**
   * @param audience that a token must be meant for
   */
  KubernetesTokenReviews(KubernetesClient client, String audience) {
    this.client = client;
    this.audience = audience;
  }

  @Override
  public Verdict review(String token) {
    TokenReview review =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audience)
            .endSpec()
            .build();
    try {
      return verdict(client.tokenReviews().create(review).getStatus());
    } catch (KubernetesClientException e) {
      throw new ClusterUnavailableException(
          "the API server does not tell whose a token is; it must be there, and the operator must"
              + " have the right to create tokenreviews.authentication.k8s.io",
          e);
    }
  }

  /** An authenticator that does not know audiences names none: its tokens are good for anything. */
  private Verdict verdict(TokenReviewStatus status) {
    boolean authenticated = status != null && Boolean.TRUE.equals(status.getAuthenticated());
    if (!authenticated || !status.getAudiences().contains(audience)) {
      return new Rejected();
    }
    UserInfo user = status.getUser();
    return new Authenticated(
        new Caller(
            user.getUsername(),
            Objects.requireNonNullElse(user.getUid(), ""),
            Objects.requireNonNullElse(user.getGroups(), List.of()),
            Objects.requireNonNullElse(user.getExtra(), Map.of())));
  }
}
