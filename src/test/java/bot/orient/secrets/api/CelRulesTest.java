package bot.orient.secrets.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CelRulesTest {

  private static final Pattern FIELD = Pattern.compile("self\\.([A-Za-z]+)");

  private static Stream<CelRule> rules() {
    return Arrays.stream(CommittedCrd.values()).flatMap(crd -> CelRule.of(crd).stream());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | ''",
        "{\"creationPolicy\":\"Merge\"} | ''",
        "{\"creationPolicy\":\"Merge\",\"immutable\":false} | ''",
        "{\"creationPolicy\":\"Owner\",\"immutable\":true,\"type\":\"Opaque\"} | ''",
        "{\"immutable\":true,\"type\":\"kubernetes.io/tls\"} | ''",
        "{\"creationPolicy\":\"Merge\",\"immutable\":true} | spec.target.immutable",
        "{\"creationPolicy\":\"Merge\",\"type\":\"Opaque\"} | spec.target.type",
        "{\"type\":\"kubernetes.io/service-account-token\"} | spec.target.type",
        "{\"labels\":{\"app.kubernetes.io/name\":\"shop\"}} | ''",
        "{\"labels\":{\"app.kubernetes.io/instance\":\"shop\"}} | spec.target.labels",
        "{\"annotations\":{\"argocd.argoproj.io/tracking-id\":\"x\"}} | spec.target.annotations",
      })
  void targetsAreJudged(String target, String blamed) throws Exception {
    JsonNode document = new ObjectMapper().readTree(target);
    for (CommittedCrd crd : CommittedCrd.values()) {
      assertThat(
              CelRule.of(crd).stream()
                  .filter(rule -> rule.path().equals("spec.target"))
                  .filter(rule -> !rule.accepts(document)))
          .extracting(CelRule::field)
          .containsExactlyElementsOf(blamed.isEmpty() ? List.of() : List.of(blamed));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleAcceptsSomeObjectsAndRefusesOthers(CelRule rule) {
    assertThat(rule.subjects().stream().map(rule::accepts).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void rulesSpeakOnlyOfFieldsThatExist() {
    for (CommittedCrd crd : CommittedCrd.values()) {
      Set<String> fields =
          crd.nodes().stream().map(CommittedCrd.Node::path).collect(Collectors.toSet());
      assertThat(CelRule.of(crd))
          .isNotEmpty()
          .allSatisfy(
              rule ->
                  assertThat(FIELD.matcher(rule.expression()).results().map(MatchResult::group))
                      .isNotEmpty()
                      .allMatch(name -> fields.contains(name.replace("self", rule.path()))));
    }
  }
}
