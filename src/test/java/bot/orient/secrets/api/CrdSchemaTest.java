package bot.orient.secrets.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that every schema of ours keeps, whatever its fields. */
class CrdSchemaTest {

  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "boolean", "integer");

  @ParameterizedTest
  @EnumSource
  void isInstallable(CommittedCrd crd) {
    JsonNode spec = crd.document().get("spec");
    assertThat(crd.document().at("/metadata/name").asText())
        .isEqualTo(spec.at("/names/plural").asText() + "." + spec.get("group").asText());
    assertThat(spec.at("/versions/0/subresources/status").isObject()).isTrue();
    assertThat(crd.schema().get("required")).extracting(JsonNode::asText).containsExactly("spec");
    assertThat(crd.schema().get("description").asText()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void columnsComeInReadingOrder(CommittedCrd crd) {
    List<String> names = new ArrayList<>();
    crd.document()
        .at("/spec/versions/0/additionalPrinterColumns")
        .forEach(
            c ->
                names.add(
                    c.get("name").asText() + (c.get("priority").asInt() > 0 ? " (wide)" : "")));
    String third = crd == CommittedCrd.ORIENT_SECRET ? "Keys" : "API-Keys";
    assertThat(names)
        .containsExactly("Ready", "Status", third, "Restarts", "Target", "Age", "Message (wide)");
  }

  @ParameterizedTest
  @EnumSource
  void everyNodeHasAKnownTypeAndNoUnknownFieldsArePreserved(CommittedCrd crd) {
    assertThat(crd.nodes())
        .allSatisfy(
            node -> {
              assertThat(node.schema().path("type").asText()).as(node.path()).isIn(TYPES);
              assertThat(node.schema().has("x-kubernetes-preserve-unknown-fields"))
                  .as(node.path())
                  .isFalse();
            });
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsDefaultedButThatNothingWasObserved(CommittedCrd crd) {
    assertThat(crd.nodes().stream().filter(node -> node.schema().has("default")))
        .extracting(node -> node.path() + " " + node.schema().get("default"))
        .containsExactly("status {\"observedGeneration\":-1}");
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldIsDescribed(CommittedCrd crd) {
    assertThat(crd.nodes().stream().filter(CommittedCrd.Node::isField))
        .isNotEmpty()
        .allSatisfy(
            node ->
                assertThat(node.schema().path("description").asText())
                    .as("description of %s", node.path())
                    .endsWith("."));
  }

  @ParameterizedTest
  @EnumSource
  void everyPatternIsAnchored(CommittedCrd crd) {
    assertThat(crd.nodes().stream().filter(node -> node.schema().has("pattern")))
        .isNotEmpty()
        .allSatisfy(
            node ->
                assertThat(node.schema().get("pattern").asText())
                    .as("pattern of %s", node.path())
                    .startsWith("^")
                    .endsWith("$")
                    .doesNotContain("|"));
  }

  @ParameterizedTest
  @EnumSource
  void everyStringOfTheSpecIsBounded(CommittedCrd crd) {
    assertThat(crd.nodes().stream().filter(node -> node.path().startsWith("spec.")))
        .filteredOn(node -> node.schema().get("type").asText().equals("string"))
        .isNotEmpty()
        .allSatisfy(
            node ->
                assertThat(node.schema().has("maxLength") || node.schema().has("enum"))
                    .as("maxLength or enum of %s", node.path())
                    .isTrue());
  }

  @ParameterizedTest
  @EnumSource
  void everyListSaysHowItMergesByFieldsThatAreRequired(CommittedCrd crd) {
    assertThat(
            crd.nodes().stream().filter(node -> node.schema().get("type").asText().equals("array")))
        .isNotEmpty()
        .allSatisfy(
            node -> {
              assertThat(node.schema().path("x-kubernetes-list-type").asText())
                  .as(node.path())
                  .isIn("map", "atomic");
              if (node.schema().path("x-kubernetes-list-type").asText().equals("atomic")) {
                assertThat(node.path())
                    .as("a list with one writer")
                    .matches("(status|spec.restart)\\..*");
                return;
              }
              assertThat(texts(node.schema().get("x-kubernetes-list-map-keys")))
                  .as("list-map keys of %s", node.path())
                  .isNotEmpty()
                  .isSubsetOf(texts(node.schema().at("/items/required")).toList());
            });
  }

  @ParameterizedTest
  @EnumSource
  void everyMapAndListOfTheSpecIsBounded(CommittedCrd crd) {
    assertThat(crd.nodes().stream().filter(node -> node.path().startsWith("spec.")))
        .filteredOn(node -> node.schema().has("additionalProperties") || node.schema().has("items"))
        .isNotEmpty()
        .allSatisfy(
            node ->
                assertThat(node.schema().has("maxProperties") || node.schema().has("maxItems"))
                    .as("bound of %s", node.path())
                    .isTrue());
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleStandsOnceAndPointsAtAField(CommittedCrd crd) {
    assertThat(crd.nodes().stream().filter(node -> node.schema().has("x-kubernetes-validations")))
        .isNotEmpty()
        .allSatisfy(
            node -> {
              List<String> rules = new ArrayList<>();
              for (JsonNode rule : node.schema().get("x-kubernetes-validations")) {
                rules.add(rule.get("rule").asText());
                assertThat(rule.get("message").asText()).isNotBlank();
                String field = rule.get("fieldPath").asText();
                assertThat(node.schema().at(field.replace(".", "/properties/")).isObject())
                    .as(field)
                    .isTrue();
              }
              assertThat(rules).doesNotHaveDuplicates();
            });
  }

  private static Stream<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
  }
}
