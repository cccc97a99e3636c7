package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.Actor;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Who is answerable for what a resource brings into the store: a field manager. */
final class SpecAuthor {

  private SpecAuthor() {}

  static Actor of(OrientSecret resource) {
    return of(resource, FieldManagers.lastOfSpec(resource));
  }

  /** A manager of some fields of a resource. */
  static Actor of(HasMetadata resource, String manager) {
    return new Actor(
        manager,
        Actor.Kind.FIELD_MANAGER,
        resource.getKind()
            + " "
            + resource.getMetadata().getNamespace()
            + "/"
            + resource.getMetadata().getName());
  }
}
