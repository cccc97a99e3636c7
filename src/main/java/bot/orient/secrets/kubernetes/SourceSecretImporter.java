package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.SecretKeyReference;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.ImportRequest;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.PutResult;
import bot.orient.secrets.store.SecretStore;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Takes over values from Secrets that users wrote with kubectl, each change once. */
final class SourceSecretImporter {

  private final KubernetesClient client;
  private final SecretStore store;
  private final Catalog catalog;
  private final EventRecorder events;

  SourceSecretImporter(
      KubernetesClient client, SecretStore store, Catalog catalog, EventRecorder events) {
    this.client = client;
    this.store = store;
    this.catalog = catalog;
    this.events = events;
  }

  /** The Secrets that values are imported from, by name; the resource may be invalid. */
  static Set<String> sourcesOf(OrientSecret resource) {
    Set<String> names = new HashSet<>();
    if (resource.getSpec() != null && resource.getSpec().keys() != null) {
      resource.getSpec().keys().stream()
          .filter(Objects::nonNull)
          .map(KeySpec::secretKeyRef)
          .filter(Objects::nonNull)
          .map(SecretKeyReference::name)
          .filter(Objects::nonNull)
          .forEach(names::add);
    }
    return names;
  }

  /** Imports every key that has a reference; answers, by key, why one could not be. */
  Map<String, ImportProblem> importAll(OrientSecret resource) {
    Map<String, ImportProblem> problems = new HashMap<>();
    Map<String, Optional<Secret>> sources = new HashMap<>();
    for (KeySpec key : resource.getSpec().keys()) {
      SecretKeyReference reference = key.secretKeyRef();
      if (reference == null) {
        continue;
      }
      Optional<Secret> source =
          sources.computeIfAbsent(
              reference.name(), name -> find(resource.getMetadata().getNamespace(), name));
      importKey(resource, key, source).ifPresent(problem -> problems.put(key.key(), problem));
    }
    return problems;
  }

  private Optional<Secret> find(String namespace, String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get());
  }

  private Optional<ImportProblem> importKey(
      OrientSecret resource, KeySpec key, Optional<Secret> source) {
    SecretKeyReference reference = key.secretKeyRef();
    if (source.isEmpty()) {
      return Optional.of(
          new ImportProblem("cannot be imported: create Secret " + reference.name(), true));
    }
    String encoded =
        Objects.requireNonNullElse(source.get().getData(), Map.<String, String>of())
            .get(reference.key());
    if (encoded == null) {
      return Optional.of(
          new ImportProblem(
              "cannot be imported: add key " + reference.key() + " to Secret " + reference.name(),
              false));
    }
    Actor actor = actor(resource, source.get(), reference.key());
    try (SecretBytes value = SecretBytes.owning(Base64.getDecoder().decode(encoded))) {
      PutResult result = store.importValue(request(resource, key, value), actor);
      if (result instanceof PutResult.Written written) {
        events.normal(
            resource,
            "Imported",
            "%s version %d from Secret %s, written by %s"
                .formatted(key.key(), written.version(), reference.name(), actor.name()));
      }
      return Optional.empty();
    } catch (InvalidSecretException e) {
      return Optional.of(
          new ImportProblem(
              "cannot be imported from Secret " + reference.name() + ": " + e.getMessage(), false));
    }
  }

  private ImportRequest request(OrientSecret resource, KeySpec key, SecretBytes value) {
    String namespace = resource.getMetadata().getNamespace();
    KeyFacts facts = KeyFacts.of(resource, key, catalog);
    return new ImportRequest(
        namespace,
        key.key(),
        value,
        facts.category(),
        facts.description(),
        new ImportRequest.Source(namespace, key.secretKeyRef().name(), key.secretKeyRef().key()));
  }

  private static Actor actor(OrientSecret resource, Secret source, String key) {
    String namespace = resource.getMetadata().getNamespace();
    return new Actor(
        FieldManagers.lastOf(source, key),
        Actor.Kind.FIELD_MANAGER,
        "Secret %s/%s via OrientSecret %s/%s"
            .formatted(
                namespace,
                source.getMetadata().getName(),
                namespace,
                resource.getMetadata().getName()));
  }
}
