package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** The resource that a Secret is projected for. */
public record Owner(String apiVersion, String kind, String namespace, String name, String uid) {

  public static Owner of(HasMetadata resource) {
    return new Owner(
        resource.getApiVersion(),
        resource.getKind(),
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        resource.getMetadata().getUid());
  }

  /** As it stands in {@link Markers#PROJECTION} of the Secret with that name. */
  public String projection(String secretName) {
    return uid + "/" + secretName;
  }

  /** Whether a Secret says that it is projected for this resource. */
  public boolean marks(HasMetadata secret) {
    return secret.getMetadata().getAnnotations() != null
        && mark().equals(secret.getMetadata().getAnnotations().get(Markers.OWNER));
  }

  /** {@code OrientSecret/app}, as it stands in {@link Markers#OWNER}. */
  public String mark() {
    return kind + "/" + name;
  }
}
