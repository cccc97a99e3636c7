package bot.orient.secrets.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The CRDs can replace those of each release. With a release, its {@code crds/*.yaml} are copied to
 * {@code src/test/resources/released/VERSION}; nothing there is ever changed.
 */
class ReleasedCrdsTest {

  private static final Path RELEASED = Path.of("src", "test", "resources", "released");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String SCHEMA = "/spec/versions/0/schema/openAPIV3Schema";
  private static final String SPEC = SCHEMA + "/properties/spec";
  private static final String KEY = SPEC + "/properties/keys/items";

  static Stream<Path> releasedCrds() throws IOException {
    return Files.walk(RELEASED).filter(Files::isRegularFile).sorted();
  }

  @ParameterizedTest
  @MethodSource("releasedCrds")
  void whatWasReleasedIsStillServed(Path released) throws IOException {
    JsonNode now = YAML.readTree(Path.of("crds").resolve(released.getFileName()).toFile());

    assertThat(SchemaCompatibility.breaks(YAML.readTree(released.toFile()), now)).isEmpty();
  }

  @Test
  void everyReleaseHasEveryKind() throws IOException {
    assertThat(releasedCrds().count() % CommittedCrd.values().length).isZero();
    assertThat(releasedCrds()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aCrdCanReplaceItself(CommittedCrd crd) {
    assertThat(SchemaCompatibility.breaks(crd.document(), crd.document())).isEmpty();
  }

  static Stream<Arguments> breakingChanges() {
    return Stream.of(
        change("spec.group", crd -> at(crd, "/spec").put("group", "other.bot")),
        change("spec.scope", crd -> at(crd, "/spec").put("scope", "Cluster")),
        change("spec.names.plural", crd -> at(crd, "/spec/names").put("plural", "others")),
        change("spec.names.shortNames", crd -> at(crd, "/spec/names").putArray("shortNames")),
        change("v1: is not served", crd -> at(crd, "/spec/versions/0").put("served", false)),
        change("v1: is not served", crd -> at(crd, "/spec/versions/0").put("name", "v2")),
        change(
            "v1.subresources.status",
            crd -> at(crd, "/spec/versions/0/subresources").remove("status")),
        change("v1.spec.keys[].as: is gone", crd -> properties(crd, KEY).remove("as")),
        change("v1.spec.keys: is gone", crd -> properties(crd, SPEC).remove("keys")),
        change(
            "v1.spec.keys[].optional.type",
            crd -> at(crd, KEY + "/properties/optional").put("type", "string")),
        change(
            "v1.spec.keys[].key.pattern",
            crd -> at(crd, KEY + "/properties/key").put("pattern", "^a$")),
        change(
            "v1.spec.keys[].optional.default",
            crd -> at(crd, KEY + "/properties/optional").put("default", true)),
        change(
            "v1.spec.keys[].key.maxLength",
            crd -> at(crd, KEY + "/properties/key").put("maxLength", 10)),
        change(
            "v1.spec.keys.minItems", crd -> at(crd, SPEC + "/properties/keys").put("minItems", 2)),
        change(
            "v1.spec.keys[].as: is required",
            crd -> ((ArrayNode) crd.at(KEY + "/required")).add("as")),
        change(
            "v1.spec.keys[].restart.enum: Always",
            crd ->
                at(crd, KEY + "/properties/restart")
                    .putArray("enum")
                    .add("IfEnvironment")
                    .add("Never")),
        change(
            "v1.spec.keys[].as.enum: is new",
            crd -> at(crd, KEY + "/properties/as").putArray("enum").add("a")),
        change(
            "v1.spec.keys.x-kubernetes-list-map-keys",
            crd ->
                at(crd, SPEC + "/properties/keys")
                    .putArray("x-kubernetes-list-map-keys")
                    .add("as")),
        change(
            "v1.spec.target.labels.*.maxLength",
            crd ->
                at(crd, SPEC + "/properties/target/properties/labels/additionalProperties")
                    .put("maxLength", 5)),
        change(
            "v1.spec.x-kubernetes-validations: new rule",
            crd ->
                at(crd, SPEC)
                    .withArray("x-kubernetes-validations")
                    .addObject()
                    .put("rule", "size(self.keys) < 5")));
  }

  @ParameterizedTest
  @MethodSource("breakingChanges")
  void aBreakIsNamedByItsPath(String path, Consumer<JsonNode> change) {
    JsonNode changed = CommittedCrd.ORIENT_SECRET.document();
    change.accept(changed);

    assertThat(SchemaCompatibility.breaks(CommittedCrd.ORIENT_SECRET.document(), changed))
        .singleElement()
        .asString()
        .startsWith(path);
  }

  static Stream<Consumer<JsonNode>> harmlessChanges() {
    return Stream.of(
        crd -> at(crd, "/spec/names").withArray("shortNames").add("os"),
        crd ->
            ((ArrayNode) crd.at("/spec/versions"))
                .addObject()
                .put("name", "v2")
                .put("served", true),
        crd -> properties(crd, KEY).putObject("another").put("type", "string").put("maxLength", 5),
        crd -> at(crd, KEY + "/properties/key").put("maxLength", 1000),
        crd -> at(crd, KEY + "/properties/key").remove(List.of("pattern", "description")),
        crd -> at(crd, KEY + "/properties/restart").withArray("enum").add("Sometimes"),
        crd -> at(crd, KEY).remove("required"),
        crd -> at(crd, SPEC + "/properties/target").remove("x-kubernetes-validations"));
  }

  @ParameterizedTest
  @MethodSource("harmlessChanges")
  void whatAllowsMoreBreaksNobody(Consumer<JsonNode> change) {
    JsonNode changed = CommittedCrd.ORIENT_SECRET.document();
    change.accept(changed);

    assertThat(changed).isNotEqualTo(CommittedCrd.ORIENT_SECRET.document());
    assertThat(SchemaCompatibility.breaks(CommittedCrd.ORIENT_SECRET.document(), changed))
        .isEmpty();
  }

  private static Arguments change(String path, Consumer<JsonNode> change) {
    return Arguments.of(path, change);
  }

  private static ObjectNode at(JsonNode crd, String pointer) {
    return (ObjectNode) crd.at(pointer);
  }

  private static ObjectNode properties(JsonNode crd, String pointer) {
    return at(crd, pointer + "/properties");
  }
}
