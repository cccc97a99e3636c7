package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.SecretStore;
import java.util.Map;
import java.util.TreeMap;

/** Which AI provider serves which use case. */
final class ProviderEndpoints {

  private final SecretStore store;

  ProviderEndpoints(SecretStore store) {
    this.store = store;
  }

  /**
   * A set of choices by use case.
   *
   * @param tag of the set, for If-Match
   */
  private record ChoicesView(String name, String tag, Map<String, ChoiceView> useCases) {}

  /** One choice; without a model the provider's own default goes. */
  private record ChoiceView(String provider, String model) {}

  Answer get(ProviderAddress address, Actor actor) {
    Map<String, ProviderChoice> choices = store.providerDefaults(address.scope(), address.name());
    if (choices.isEmpty()) {
      throw Problem.of(
              ProblemType.NOT_FOUND,
              "no provider choices are stored as " + address.scope() + "/" + address.name())
          .asException();
    }
    return view(address, choices);
  }

  Answer set(ProviderRequest request, Actor actor) {
    ProviderAddress address = request.address();
    boolean asExpected =
        store.putProviderDefaults(
            address.scope(), address.name(), request.choices(), request.expected(), actor);
    if (!asExpected) {
      throw Problem.of(
              ProblemType.PRECONDITION_FAILED,
              "the choices are not as expected: read them again, then decide whether to write")
          .asException();
    }
    return view(address, request.choices());
  }

  private static Answer view(ProviderAddress address, Map<String, ProviderChoice> choices) {
    String tag = ChoicesTag.of(choices);
    Map<String, ChoiceView> useCases = new TreeMap<>();
    choices.forEach(
        (useCase, choice) ->
            useCases.put(useCase, new ChoiceView(choice.provider(), choice.model())));
    return Answers.tagged('"' + tag + '"', new ChoicesView(address.name(), tag, useCases));
  }
}
