package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Pins;
import bot.orient.secrets.sync.SpecProblem;
import bot.orient.secrets.sync.SpecValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Refuses specs that cannot be carried out, whether or not the API server checked them. */
final class SpecGate {

  private final Catalog catalog;

  SpecGate(Catalog catalog) {
    this.catalog = catalog;
  }

  List<SpecProblem> check(OrientSecret resource) {
    List<SpecProblem> problems =
        new ArrayList<>(
            SpecValidator.validate(resource.getSpec(), resource.getMetadata().getName(), catalog));
    if (problems.isEmpty()) {
      problems.addAll(foreignImports(resource));
    }
    if (pins(resource).isEmpty()) {
      problems.add(
          new SpecProblem(
              "metadata.annotations[" + Markers.PINNED + "]",
              "must be like {\"OPENAI_API_KEY\":{\"use\":3,\"instead\":4}}, which names versions of the store; correct it, or remove it to have the newest versions again"));
    }
    return problems;
  }

  /** Empty when the annotation cannot be read. */
  static Optional<Pins> pins(OrientSecret resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return Pins.parse(annotations == null ? null : annotations.get(Markers.PINNED));
  }

  List<SpecProblem> check(ProviderDefaults resource) {
    return SpecValidator.validate(resource.getSpec(), resource.getMetadata().getName(), catalog);
  }

  /** A grant lets a namespace read a scope, not write to it. */
  private static List<SpecProblem> foreignImports(OrientSecret resource) {
    List<SpecProblem> problems = new ArrayList<>();
    if (OrientSecretReconciler.scope(resource).equals(resource.getMetadata().getNamespace())) {
      return problems;
    }
    List<KeySpec> keys = resource.getSpec().keys();
    for (int i = 0; i < keys.size(); i++) {
      Optional<String> origin = origin(keys.get(i));
      if (origin.isPresent()) {
        problems.add(
            new SpecProblem(
                "spec.keys[" + i + "]." + origin.get(),
                "values can be imported into the namespace's own scope only; leave out spec.scope"));
      }
    }
    return problems;
  }

  /** The field that brings a value, if there is one. */
  private static Optional<String> origin(KeySpec key) {
    if (key.secretKeyRef() != null) {
      return Optional.of("secretKeyRef");
    }
    if (key.sealedValue() != null) {
      return Optional.of("sealedValue");
    }
    return key.generate() == null ? Optional.empty() : Optional.of("generate");
  }

  static String describe(List<SpecProblem> problems) {
    return problems.stream().map(SpecProblem::text).collect(Collectors.joining("; "));
  }
}
