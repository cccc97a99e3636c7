package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.ScopeDestruction;
import bot.orient.secrets.store.ScopeDestructionAnswer;
import bot.orient.secrets.store.ScopeDestructions;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.SecretSummary;
import bot.orient.secrets.sync.KeyConsumer;
import bot.orient.secrets.sync.KeyConsumers;
import java.time.Instant;
import java.util.List;

/** Destroying all that a scope has, after a waiting period. */
final class ScopeDestructionEndpoints {

  /** The right to destroy a scope is none to look at any namespace. */
  private static final String NOTHING_YET = "";

  private final SecretStore store;
  private final ScopeDestructions destructions;
  private final KeyConsumers consumers;
  private final ConsumerSight sight;

  ScopeDestructionEndpoints(
      SecretStore store,
      ScopeDestructions destructions,
      KeyConsumers consumers,
      ConsumerSight sight) {
    this.store = store;
    this.destructions = destructions;
    this.consumers = consumers;
    this.sight = sight;
  }

  /**
   * A request as it stands.
   *
   * @param warning who still uses the scope; null if nobody does, or it was not asked
   */
  private record DestructionView(
      String scope,
      String state,
      String askedBy,
      String askedAt,
      String dueAt,
      String endedAt,
      String warning) {

    static DestructionView of(ScopeDestruction destruction, String warning) {
      return new DestructionView(
          destruction.scope(),
          HistoryView.lower(destruction.state()),
          destruction.askedBy(),
          destruction.askedAt().toString(),
          destruction.dueAt().toString(),
          destruction.endedAt().map(Instant::toString).orElse(null),
          warning);
    }
  }

  Answer ask(ScopeDestructionRequest request, Actor actor) {
    // First: whoever is told that this failed must be able to believe that nothing was asked for.
    String warning = warning(request);
    ScopeDestruction asked = accepted(destructions.ask(request.scope(), actor));
    return Answers.accepted(DestructionView.of(asked, warning));
  }

  Answer cancel(String scope, Actor actor) {
    return Answers.ok(DestructionView.of(accepted(destructions.cancel(scope, actor)), null));
  }

  Answer get(String scope, Actor actor) {
    return Answers.ok(
        destructions
            .newest(scope)
            .map(newest -> DestructionView.of(newest, null))
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemType.NOT_FOUND,
                            "nobody asked for the destruction of scope " + scope)
                        .asException()));
  }

  private static ScopeDestruction accepted(ScopeDestructionAnswer answer) {
    if (answer instanceof ScopeDestructionAnswer.Refused refused) {
      throw Problem.of(ProblemType.CONFLICT, refused.reason()).asException();
    }
    return ((ScopeDestructionAnswer.Accepted) answer).destruction();
  }

  /** Those who go on with what was projected last, and get nothing new. */
  private String warning(ScopeDestructionRequest request) {
    List<KeyConsumer> all =
        store.list(request.scope()).stream()
            .map(SecretSummary::key)
            .flatMap(key -> consumers.of(request.scope(), key).stream())
            .toList();
    if (all.isEmpty()) {
      return null;
    }
    List<KeyConsumer> visible = sight.visible(request.caller(), NOTHING_YET, all);
    List<String> names =
        visible.stream()
            .map(each -> each.kind() + " " + each.namespace() + "/" + each.name())
            .distinct()
            .sorted()
            .toList();
    return "still used by "
        + String.join(", ", names)
        + (visible.size() == all.size()
            ? ""
            : (names.isEmpty() ? "" : ", and ") + "some that you may not see")
        + ": what is in their Secrets stays there";
  }
}
