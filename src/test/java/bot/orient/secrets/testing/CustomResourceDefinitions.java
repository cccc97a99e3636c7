package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Installs CRDs from files. */
public final class CustomResourceDefinitions {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private CustomResourceDefinitions() {}

  /**
   * Creates every CRD in the directory's *.yaml files and waits until the API server serves it;
   * none if there is no such directory. Created, not applied: Kubernetes 1.20 refuses to apply a
   * CRD with CEL rules, but drops them when it is created.
   *
   * @return how many
   */
  public static int create(KubernetesClient client, Path directory) {
    List<Path> files = yamlFiles(directory);
    files.forEach(file -> createOne(client, file));
    return files.size();
  }

  private static void createOne(KubernetesClient client, Path file) {
    CustomResourceDefinition definition = read(client, file);
    client.apiextensions().v1().customResourceDefinitions().resource(definition).create();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(definition.getMetadata().getName())
        .waitUntilCondition(
            CustomResourceDefinitions::isServed, PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** As {@link #create}, leaving alone those that are there already; names the ones it created. */
  public static List<String> createMissing(KubernetesClient client, Path directory) {
    List<String> created = new ArrayList<>();
    for (Path file : yamlFiles(directory)) {
      String name = read(client, file).getMetadata().getName();
      if (client.apiextensions().v1().customResourceDefinitions().withName(name).get() == null) {
        createOne(client, file);
        created.add(name);
      }
    }
    return created;
  }

  private static boolean isServed(CustomResourceDefinition definition) {
    // A new CRD has "conditions: null" until the API server has looked at it.
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }

  private static CustomResourceDefinition read(KubernetesClient client, Path file) {
    try (InputStream yaml = Files.newInputStream(file)) {
      return client.apiextensions().v1().customResourceDefinitions().load(yaml).item();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> yamlFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
