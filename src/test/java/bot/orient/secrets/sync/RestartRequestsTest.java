package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RestartRules.Request;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartRequestsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.5Z");

  private static final Instant SET = Instant.parse("2026-11-24T09:59:58Z");

  private static final String MANAGED =
      """
      metadata:
        annotations:
          secrets.orient.bot/restart-now: "1"
          secrets.orient.bot/skip-restart: "2"
        managedFields:
          - manager: argocd
            time: "2026-11-24T09:59:50Z"
            fieldsV1: {f:metadata: {f:annotations: {f:secrets.orient.bot/restart-now: {}}}}
          - manager: kubectl-annotate
            time: "2026-11-24T09:59:58Z"
            fieldsV1: {f:metadata: {f:annotations: {f:secrets.orient.bot/restart-now: {}}}}
          - manager: somebody
            time: "2026-11-24T09:59:59Z"
            fieldsV1: {f:metadata: {f:annotations: {f:other: {}}}, f:spec: {}}
      """;

  private static HasMetadata resource(String yaml) {
    return Serialization.unmarshal(yaml, ConfigMap.class);
  }

  private static RestartRules rules(HasMetadata resource, Optional<Secret> live) {
    return new RestartRequests(resource, live, NOW).addTo(RestartRules.NONE);
  }

  private static Optional<Secret> secretWith(RestartRules rules) {
    return secretWith(rules.toAnnotation().orElseThrow());
  }

  private static Optional<Secret> secretWith(String annotation) {
    return Optional.of(
        new SecretBuilder()
            .withNewMetadata()
            .withAnnotations(Map.of(Markers.RESTART_RULES, annotation))
            .endMetadata()
            .build());
  }

  @Test
  void withoutAnnotationsNothingIsAskedFor() {
    assertThat(rules(resource("metadata: {name: app}"), Optional.empty()))
        .isEqualTo(RestartRules.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "' '"})
  void anEmptyTextIsNoRequest(String text) {
    HasMetadata resource =
        resource("metadata: {annotations: {secrets.orient.bot/restart-now: %s}}".formatted(text));

    assertThat(rules(resource, Optional.empty())).isEqualTo(RestartRules.NONE);
  }

  @Test
  void aRequestIsOfTheTimeAtWhichItsAnnotationWasSet() {
    RestartRules rules = rules(resource(MANAGED), Optional.empty());

    assertThat(rules.restartNow()).contains(new Request("1", SET));
  }

  @Test
  void withoutThatTimeItIsOfNow() {
    RestartRules rules = rules(resource(MANAGED), Optional.empty());

    assertThat(rules.skip()).contains(new Request("2", Instant.parse("2026-11-24T10:00:00Z")));
  }

  @Test
  void aRequestThatTheSecretHasAlreadyKeepsItsTime() {
    Request earlier = new Request("1", SET.minusSeconds(60));
    RestartRules known = RestartRules.NONE.withRequests(Optional.of(earlier), Optional.empty());

    assertThat(rules(resource(MANAGED), secretWith(known)).restartNow()).contains(earlier);
  }

  @Test
  void anotherTextIsAnotherRequest() {
    Request earlier = new Request("0", SET.minusSeconds(60));
    RestartRules known = RestartRules.NONE.withRequests(Optional.of(earlier), Optional.of(earlier));

    assertThat(rules(resource(MANAGED), secretWith(known)).restartNow())
        .contains(new Request("1", SET));
  }

  @Test
  void aDamagedSecretIsOneWithoutRequests() {
    assertThat(rules(resource(MANAGED), secretWith("damaged")).restartNow())
        .contains(new Request("1", SET));
  }

  @Test
  void aRequestThatIsWithdrawnGoes() {
    RestartRules known = rules(resource(MANAGED), Optional.empty());

    assertThat(rules(resource("metadata: {name: app}"), secretWith(known)))
        .isEqualTo(RestartRules.NONE);
  }

  @Test
  void anOverlongTextIsCut() {
    HasMetadata resource =
        resource(
            "metadata: {annotations: {secrets.orient.bot/restart-now: %s}}"
                .formatted("ä".repeat(100_000)));

    assertThat(rules(resource, Optional.empty()).restartNow())
        .map(Request::token)
        .contains("ä".repeat(253));
  }
}
