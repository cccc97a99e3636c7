package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a route does, for a caller who may. */
@FunctionalInterface
interface Endpoint {

  /**
   * Carries a request out.
   *
   * @throws ProblemException when it cannot be
   */
  Answer handle(ApiRequest request, Actor actor);

  /**
   * An endpoint in two steps.
   *
   * @param parser pure: makes a command of the request, or throws {@link ProblemException}
   * @param action carries the command out
   */
  static <C> Endpoint of(Function<ApiRequest, C> parser, BiFunction<C, Actor, Answer> action) {
    return (request, actor) -> action.apply(parser.apply(request), actor);
  }
}
