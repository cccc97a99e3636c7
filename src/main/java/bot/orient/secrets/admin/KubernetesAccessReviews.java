package bot.orient.secrets.admin;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Asks the API server by SubjectAccessReview. */
final class KubernetesAccessReviews implements AccessReviews {

  private static final String GROUP = "secrets.orient.bot";
  private static final String RESOURCE = "orientsecrets";

  private final KubernetesClient client;

  KubernetesAccessReviews(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public boolean allows(Caller caller, Permission permission, Optional<String> namespace) {
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(caller.user())
            .withUid(caller.uid())
            .withGroups(caller.groups())
            .withExtra(caller.extra())
            .withNewResourceAttributes()
            .withGroup(GROUP)
            .withResource(RESOURCE)
            .withSubresource(permission.subresource())
            .withVerb(permission.verb())
            .withNamespace(namespace.orElse(null))
            .endResourceAttributes()
            .endSpec()
            .build();
    try {
      return Boolean.TRUE.equals(
          client
              .authorization()
              .v1()
              .subjectAccessReview()
              .create(review)
              .getStatus()
              .getAllowed());
    } catch (KubernetesClientException e) {
      throw new ClusterUnavailableException(
          "the API server does not tell what the caller may do; it must be there, and the operator"
              + " must have the right to create subjectaccessreviews.authorization.k8s.io",
          e);
    }
  }
}
