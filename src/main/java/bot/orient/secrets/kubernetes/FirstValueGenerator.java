package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.GenerateSpec;
import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.GenerateRequest;
import bot.orient.secrets.store.GenerateResult;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.GeneratedValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the values that specs ask for, where the store never had one. */
final class FirstValueGenerator {

  private final SecretStore store;
  private final Catalog catalog;
  private final EventRecorder events;

  FirstValueGenerator(SecretStore store, Catalog catalog, EventRecorder events) {
    this.store = store;
    this.catalog = catalog;
    this.events = events;
  }

  /** Makes every value that is to be; answers, by key, why one could not be. */
  Map<String, ImportProblem> generateAll(OrientSecret resource) {
    Map<String, ImportProblem> problems = new HashMap<>();
    List<KeySpec> keys =
        resource.getSpec().keys().stream()
            .filter(key -> key.generate() != null)
            // What others follow from comes first.
            .sorted(Comparator.comparing(key -> key.generate().type().isDerived()))
            .toList();
    for (KeySpec key : keys) {
      generate(resource, key).ifPresent(problem -> problems.put(key.key(), problem));
    }
    return problems;
  }

  private Optional<ImportProblem> generate(OrientSecret resource, KeySpec key) {
    String namespace = resource.getMetadata().getNamespace();
    GenerateSpec spec = key.generate();
    KeyFacts facts = KeyFacts.of(resource, key, catalog);
    try {
      GenerateResult result =
          store.generate(
              new GenerateRequest(namespace, key.key(), facts.category(), facts.description()),
              () -> make(namespace, spec),
              SpecAuthor.of(resource));
      if (result instanceof GenerateResult.Generated generated) {
        events.normal(
            resource,
            "Generated",
            "%s version %d, %s".formatted(key.key(), generated.version(), spec.type().text()));
      }
      return problem(result, spec);
    } catch (UnusableSourceException e) {
      return Optional.of(
          new ImportProblem("cannot follow from " + spec.from() + ": " + e.getMessage(), false));
    } catch (InvalidSecretException e) {
      return Optional.of(new ImportProblem("cannot be generated: " + e.getMessage(), false));
    }
  }

  private Optional<SecretBytes> make(String scope, GenerateSpec spec) {
    if (!spec.type().isDerived()) {
      return Optional.of(GeneratedValue.random(spec));
    }
    if (!(store.read(scope, List.of(spec.from())).get(spec.from())
        instanceof SecretRead.Found source)) {
      return Optional.empty();
    }
    try (SecretBytes value = source.value()) {
      return Optional.of(GeneratedValue.derived(spec, value));
    } catch (IllegalArgumentException e) {
      throw new UnusableSourceException(e.getMessage());
    }
  }

  private static Optional<ImportProblem> problem(GenerateResult result, GenerateSpec spec) {
    if (result instanceof GenerateResult.NotYet) {
      return Optional.of(
          new ImportProblem(
              "follows from " + spec.from() + ", which has no value in the store yet", true));
    }
    return result instanceof GenerateResult.HadBefore before && !before.present()
        ? Optional.of(
            new ImportProblem(
                "was deleted from the store, and is generated once only: undelete it there, or"
                    + " write a value",
                true))
        : Optional.empty();
  }

  /** The value that another is to follow from is not what it must be. */
  private static final class UnusableSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableSourceException(String message) {
      super(message);
    }
  }
}
