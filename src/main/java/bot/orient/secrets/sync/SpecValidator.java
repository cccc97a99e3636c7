package bot.orient.secrets.sync;

import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.api.ProviderSelection;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.Category;
import bot.orient.secrets.catalog.Provider;
import bot.orient.secrets.catalog.UseCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says what is wrong with a spec: everything the schema says (not every API server evaluates CEL,
 * and an object may be older than a rule), and what only several fields or the catalog can tell.
 */
public final class SpecValidator {

  private SpecValidator() {}

  /**
   * Validates the spec of an OrientSecret.
   *
   * @param spec null is one problem: it is missing
   * @param resourceName metadata.name of the resource, the default name of the target
   * @return empty if nothing is wrong
   */
  public static List<SpecProblem> validate(
      OrientSecretSpec spec, String resourceName, Catalog catalog) {
    if (spec == null) {
      return missing();
    }
    List<SpecProblem> problems = new ArrayList<>();
    new SchemaRules(problems).check("spec", spec);
    new KeyRules(problems).check(spec, resourceName);
    new OriginRules(problems).check(spec.keys());
    new RotationRules(problems).check(spec.keys());
    new TargetRules(problems).check(spec.target(), resourceName);
    new TemplateRules(problems).check(spec.target(), spec.keys());
    new RestartSpecRules(problems).check(spec.restart());
    if (isFine("spec.category", problems)
        && spec.category() != null
        && catalog.category(spec.category()).isEmpty()) {
      problems.add(
          unknown(
              "spec.category", spec.category(), "category", catalog.categories(), Category::id));
    }
    return List.copyOf(problems);
  }

  /**
   * Validates the spec of a ProviderDefaults.
   *
   * @param spec null is one problem: it is missing
   * @param resourceName metadata.name of the resource, the default name of the target
   * @return empty if nothing is wrong
   */
  public static List<SpecProblem> validate(
      ProviderDefaultsSpec spec, String resourceName, Catalog catalog) {
    if (spec == null) {
      return missing();
    }
    List<SpecProblem> problems = new ArrayList<>();
    new SchemaRules(problems).check("spec", spec);
    new TargetRules(problems).check(spec.target(), resourceName);
    new RestartSpecRules(problems).checkDefaults(spec.restart());
    if (spec.useCases() != null) {
      spec.useCases().forEach((id, choice) -> checkUseCase(id, choice, catalog, problems));
    }
    if (problems.isEmpty()) {
      new TemplateRules(problems).check(spec.target(), new ProviderKeys(spec, catalog));
    }
    return List.copyOf(problems);
  }

  private static void checkUseCase(
      String id, ProviderSelection choice, Catalog catalog, List<SpecProblem> problems) {
    String path = SpecProblem.entry("spec.useCases", id);
    UseCase useCase = catalog.useCase(id).orElse(null);
    if (useCase == null) {
      problems.add(unknown(path, id, "use case", catalog.useCases(), UseCase::id));
    }
    String field = path + ".provider";
    if (choice == null || choice.provider() == null || !isFine(field, problems)) {
      return;
    }
    if (catalog.provider(choice.provider()).isEmpty()) {
      problems.add(
          unknown(field, choice.provider(), "provider", catalog.providers(), Provider::id));
    } else if (useCase != null && !useCase.allows(choice.provider())) {
      problems.add(
          new SpecProblem(
              field,
              "%s cannot serve %s; these can: %s"
                  .formatted(
                      SpecProblem.quote(choice.provider()),
                      id,
                      String.join(", ", useCase.providers()))));
    }
  }

  private static List<SpecProblem> missing() {
    return List.of(new SpecProblem("spec", "is missing"));
  }

  /** So that one mistake is one problem. */
  private static boolean isFine(String field, List<SpecProblem> problems) {
    return problems.stream().noneMatch(problem -> problem.field().equals(field));
  }

  private static <E> SpecProblem unknown(
      String field, String given, String kind, List<E> known, Function<E, String> id) {
    String ids = known.stream().map(id).collect(Collectors.joining(", "));
    return new SpecProblem(
        field, "%s is not a known %s; known are %s".formatted(SpecProblem.quote(given), kind, ids));
  }
}
