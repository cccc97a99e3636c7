package bot.orient.secrets.admin;

import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.api.ProviderSelection;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.sync.SpecProblem;
import bot.orient.secrets.sync.SpecValidator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Provider choices to have from now on: exactly these.
 *
 * @param expected whether they may take the place of those that there are
 */
record ProviderRequest(
    ProviderAddress address,
    Map<String, ProviderChoice> choices,
    Predicate<Map<String, ProviderChoice>> expected) {

  private static final String USE_CASES = "useCases";

  /** The rules are those of the resource, whose fields have the prefix {@code spec}. */
  static ProviderRequest of(ApiRequest request, Catalog catalog) {
    JsonFields body = JsonFields.of(request.body(), USE_CASES);
    Map<String, ProviderSelection> selections = new TreeMap<>();
    for (JsonFields.Entry entry : body.entries(USE_CASES, "provider", "model")) {
      selections.put(
          entry.name(),
          new ProviderSelection(
              entry.fields().text("provider").orElse(null),
              entry.fields().text("model").orElse(null)));
    }
    ProviderAddress address = ProviderAddress.of(request);
    check(selections, address.name(), catalog);
    Map<String, ProviderChoice> choices = new TreeMap<>();
    selections.forEach(
        (useCase, selection) ->
            choices.put(useCase, new ProviderChoice(selection.provider(), selection.model())));
    return new ProviderRequest(address, choices, Preconditions.choices(request));
  }

  private static void check(
      Map<String, ProviderSelection> selections, String name, Catalog catalog) {
    List<SpecProblem> problems =
        SpecValidator.validate(
            new ProviderDefaultsSpec(selections, null, null, null), name, catalog);
    if (!problems.isEmpty()) {
      String field = problems.get(0).field().replaceFirst("^spec\\.", "");
      throw Problem.in(field, ProblemType.INVALID_FIELD, field + ": " + problems.get(0).message())
          .asException();
    }
  }
}
