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

  /** {@code OrientSecret/app}, as it stands in {@link Markers#OWNER}. */
  public String mark() {
    return kind + "/" + name;
  }
}
