package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.SecretStore;
import java.util.List;

/** Which namespaces may read a scope besides its own. */
final class GrantEndpoints {

  private final SecretStore store;

  GrantEndpoints(SecretStore store) {
    this.store = store;
  }

  /** The grants of a scope, by namespace. */
  private record GrantsView(String scope, List<String> namespaces) {}

  /**
   * A grant that was made.
   *
   * @param warning what is risky about the scope; null if nothing is
   */
  private record GrantView(String scope, String namespace, String result, String warning) {}

  Answer list(String scope, Actor actor) {
    return Answers.ok(new GrantsView(scope, store.grants(scope)));
  }

  Answer grant(GrantRequest request, Actor actor) {
    GrantAddress grant = request.address();
    boolean made = store.grant(grant.scope(), grant.namespace(), actor);
    return Answers.ok(
        new GrantView(
            grant.scope(),
            grant.namespace(),
            made ? "granted" : "unchanged",
            request.warning().orElse(null)));
  }

  Answer revoke(GrantAddress grant, Actor actor) {
    if (!store.revoke(grant.scope(), grant.namespace(), actor)) {
      throw Problem.of(
              ProblemType.NOT_FOUND,
              "scope " + grant.scope() + " is not granted to namespace " + grant.namespace())
          .asException();
    }
    return Answers.noContent();
  }
}
