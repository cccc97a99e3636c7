package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.Actor;

/** Who is answerable for what a spec brings into the store. */
final class SpecAuthor {

  private SpecAuthor() {}

  static Actor of(OrientSecret resource) {
    return new Actor(
        FieldManagers.lastOfSpec(resource),
        Actor.Kind.FIELD_MANAGER,
        "OrientSecret "
            + resource.getMetadata().getNamespace()
            + "/"
            + resource.getMetadata().getName());
  }
}
