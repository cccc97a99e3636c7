package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.CelRule;
import bot.orient.secrets.api.CommittedCrd;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.catalog.Catalog;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The validator says what the API server says, told by documents made from the schema itself. */
class SchemaMirrorTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> MIRRORED =
      Stream.concat(
              Violation.BOUNDS.stream(),
              Stream.of(
                  "type",
                  "description",
                  "properties",
                  "additionalProperties",
                  "items",
                  "required",
                  // Another value does not get past Jackson.
                  "enum",
                  "format",
                  "x-kubernetes-list-type",
                  "x-kubernetes-list-map-keys",
                  "x-kubernetes-validations"))
          .collect(Collectors.toSet());

  private final Catalog catalog = Catalog.load();

  private static Stream<Violation> violations() {
    return Stream.of(CommittedCrd.values()).flatMap(crd -> Violation.of(crd).stream());
  }

  @ParameterizedTest
  @MethodSource("violations")
  void whatTheSchemaRefusesTheValidatorRefuses(Violation violation) {
    List<SpecProblem> before = validate(violation.crd(), violation.valid());
    List<SpecProblem> after = validate(violation.crd(), violation.invalid());
    assertThat(after)
        .filteredOn(problem -> !before.contains(problem))
        .extracting(SpecProblem::field)
        .contains(violation.field());
    assertThat(before)
        .extracting(SpecProblem::message)
        .noneMatch(m -> m.contains("does not match"));
  }

  @Test
  void everyKindOfBoundIsViolated() {
    assertThat(violations())
        .extracting(Violation::bound)
        .contains(
            "required",
            "pattern",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum");
  }

  @ParameterizedTest
  @EnumSource
  void theSchemaHasNoOtherKindOfBound(CommittedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> node.path().startsWith("spec."))
        .allSatisfy(
            node ->
                assertThat(node.schema().fieldNames())
                    .toIterable()
                    .as(node.path())
                    .isSubsetOf(MIRRORED));
  }

  @ParameterizedTest
  @EnumSource
  void celRulesAndTheValidatorReachTheSameVerdict(CommittedCrd crd) {
    for (CelRule rule : CelRule.of(crd)) {
      SpecProblem problem = new SpecProblem(rule.field().replace("[]", "[0]"), rule.message());
      for (JsonNode subject : rule.subjects()) {
        assertThat(!validate(crd, specWith(crd, rule.path(), subject)).contains(problem))
            .as("%s on %s", rule, subject)
            .isEqualTo(rule.accepts(subject));
      }
    }
  }

  /** The fullest spec with the subject's fields in place of its own. */
  private static ObjectNode specWith(CommittedCrd crd, String path, JsonNode subject) {
    ObjectNode spec = Sample.spec(crd);
    if (path.equals("spec")) {
      spec.setAll((ObjectNode) subject);
    } else if (path.equals("spec.keys[].generate")) {
      spec.putArray("keys").addObject().put("key", Sample.TEXT).set("generate", subject);
    } else if (path.equals("spec.keys[]")) {
      spec.putArray("keys").add(((ObjectNode) subject.deepCopy()).put("key", Sample.TEXT));
    } else {
      spec.set(path.substring("spec.".length()), subject);
    }
    return spec;
  }

  private List<SpecProblem> validate(CommittedCrd crd, JsonNode spec) {
    return switch (crd) {
      case ORIENT_SECRET ->
          SpecValidator.validate(JSON.convertValue(spec, OrientSecretSpec.class), "app", catalog);
      case PROVIDER_DEFAULTS ->
          SpecValidator.validate(
              JSON.convertValue(spec, ProviderDefaultsSpec.class), "app", catalog);
    };
  }
}
