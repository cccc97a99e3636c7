package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.sync.KeyConsumer;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.ResourceCensus;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import bot.orient.secrets.testing.PlantedValue;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Any resource that the client can read, whether or not the schema allows it, is carried out up to
 * the Secret and the status, or refused by its fields, and no value is told.
 */
class SpecFuzzTest {

  /** Kubernetes lets a condition have so many characters. */
  private static final int LONGEST_MESSAGE = 32_768;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final PlantedValue VALUE = PlantedValue.plant("a value of the store");
  private static final PlantedValue PASTED = PlantedValue.plant("a sealed value");

  private final SpecScene scene = new SpecScene(VALUE);

  /** JSON of an OrientSecret; the word PASTED in a sealed value stands for a value as it is. */
  @FuzzTest
  void orientSecret(byte[] input) {
    Optional<OrientSecret> read = read(input, OrientSecret.class);
    if (read.isEmpty()) {
      return;
    }
    OrientSecret resource = read.get();
    resource.setStatus(null);
    Target target =
        Target.of(resource.getSpec() == null ? null : resource.getSpec().target(), "app");
    SourceSecretImporter.sourcesOf(resource);
    StoreInterests.of(resource);
    KeyConsumer.of(resource, "A");

    SpecScene.Result result = scene.sync(resource, target);
    assertFine(result);
    OrientSecretStatus status = scene.status(resource, target, result, null);
    assertThat(scene.status(resource, target, unchanged(result), status)).isEqualTo(status);
    assertTellsNothing(status);
    resource.setStatus(status);
    ResourceCensus.of(List.of(resource), List.of());
    KeyConsumer.of(resource, "A");
  }

  /** JSON of a ProviderDefaults. */
  @FuzzTest
  void providerDefaults(byte[] input) {
    Optional<ProviderDefaults> read = read(input, ProviderDefaults.class);
    if (read.isEmpty()) {
      return;
    }
    ProviderDefaults resource = read.get();
    resource.setStatus(null);
    Target target =
        Target.of(resource.getSpec() == null ? null : resource.getSpec().target(), "app");
    StoreInterests.of(resource, SpecScene.CATALOG);

    SpecScene.Result result = scene.sync(resource, target);
    assertFine(result);
    ProviderDefaultsStatus status = scene.status(target, result, null);
    assertThat(scene.status(target, unchanged(result), status)).isEqualTo(status);
    assertTellsNothing(status);
    resource.setStatus(status);
    ResourceCensus.of(List.of(), List.of(resource));
  }

  /** Empty for what the API server would not store: it knows no resource without a name. */
  private static <R extends HasMetadata> Optional<R> read(byte[] input, Class<R> type) {
    try {
      JsonNode document = JSON.readTree(input);
      if (document == null || !document.isObject()) {
        return Optional.empty();
      }
      paste((ObjectNode) document);
      R resource = JSON.treeToValue(document, type);
      resource.setMetadata(metadata(resource.getMetadata()));
      return Optional.of(resource);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static void paste(ObjectNode document) {
    for (JsonNode key : document.path("spec").path("keys")) {
      String sealed = key.path("sealedValue").asText("");
      if (sealed.contains("PASTED")) {
        ((ObjectNode) key).put("sealedValue", sealed.replace("PASTED", PASTED.text()));
      }
    }
  }

  private static ObjectMeta metadata(ObjectMeta given) {
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("app")
            .withUid("uid-app")
            .withGeneration(1L);
    if (given != null && given.getAnnotations() != null) {
      given.getAnnotations().values().removeIf(Objects::isNull);
      metadata.withAnnotations(given.getAnnotations());
    }
    return metadata.build();
  }

  /** What would be written can be read again, or the restarting half would never look at it. */
  private static void assertFine(SpecScene.Result result) {
    String message = result.outcome().message();
    assertThat(message).isNotBlank();
    assertThat(VALUE.isIn(message) || PASTED.isIn(message)).isFalse();
    if (result.outcome().reason().equals("InvalidSpec")) {
      // A name of the user's own, in brackets, may have spaces.
      assertThat(message).matches("(?s)(spec|metadata)[^ \\[]*(\\[.*\\][^ ]*)?: .+");
    }
    result
        .applied()
        .map(SpecScene::stored)
        .ifPresent(secret -> assertThat(ProjectedSecret.of(secret)).isPresent());
  }

  /** The next time there is nothing to write. */
  private static SpecScene.Result unchanged(SpecScene.Result result) {
    return result.outcome() instanceof SyncOutcome.Synced synced
        ? new SpecScene.Result(
            new SyncOutcome.Synced(synced.keys(), false, synced.message()),
            result.rules(),
            result.applied())
        : result;
  }

  private static void assertTellsNothing(Object status) {
    try {
      String text = JSON.writeValueAsString(status);
      assertThat(VALUE.isIn(text) || PASTED.isIn(text)).isFalse();
      for (JsonNode condition : JSON.readTree(text).path("conditions")) {
        assertThat(condition.path("message").asText()).hasSizeLessThanOrEqualTo(LONGEST_MESSAGE);
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
