package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureOutcomesTest {

  private static final int CLIENT_RETRIES = 10;
  private static final int NONE = 0;

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void troubleOfTheApiServerIsToldWhereTheClientTriedAgainInVain(int code) {
    assertThat(FailureOutcomes.of(answer(code), context(CLIENT_RETRIES, 0)))
        .isInstanceOfSatisfying(
            SyncOutcome.Postponed.class,
            postponed -> {
              assertThat(postponed.reason()).isEqualTo("ApiUnavailable");
              assertThat(postponed.message()).contains("HTTP " + code).doesNotContain("sk-planted");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void itIsTriedAgainAtOnceWhereTheClientDoesNotTryAgain(int attempt) {
    KubernetesClientException busy = answer(503);

    assertThatThrownBy(() -> FailureOutcomes.of(busy, context(NONE, attempt))).isSameAs(busy);
  }

  @Test
  void itIsToldWhenItLasts() {
    assertThat(FailureOutcomes.of(answer(503), context(NONE, 3)))
        .isInstanceOf(SyncOutcome.Postponed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 409})
  void conflictsAndNoAnswerAreTriedAgainAtOnce(int code) {
    KubernetesClientException failure = answer(code);

    assertThatThrownBy(() -> FailureOutcomes.of(failure, context(CLIENT_RETRIES, 9)))
        .isSameAs(failure);
  }

  @Test
  void refusalIsToldAtOnce() {
    assertThat(FailureOutcomes.of(answer(422), context(NONE, 0)))
        .isInstanceOfSatisfying(
            SyncOutcome.Postponed.class,
            postponed -> {
              assertThat(postponed.reason()).isEqualTo("ApiRefused");
              assertThat(postponed.message()).doesNotContain("sk-planted");
            });
  }

  /** Webhooks quote what was sent. */
  private static KubernetesClientException answer(int code) {
    return new KubernetesClientException("refused: sk-planted", code, null);
  }

  /**
   * @param clientRetries how often the client tries again itself
   * @param attempt of the reconciliation
   */
  private static Context<?> context(int clientRetries, int attempt) {
    Config config =
        new ConfigBuilder(Config.empty()).withRequestRetryBackoffLimit(clientRetries).build();
    KubernetesClient client = answering(KubernetesClient.class, Map.of("getConfiguration", config));
    return answering(
        Context.class, Map.of("getClient", client, "getRetryInfo", retryInfo(attempt)));
  }

  private static Optional<RetryInfo> retryInfo(int attempt) {
    return attempt == 0
        ? Optional.empty()
        : Optional.of(answering(RetryInfo.class, Map.of("getAttemptCount", attempt)));
  }

  /** Knows these methods and no other. */
  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (!answers.containsKey(method.getName())) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answers.get(method.getName());
            }));
  }
}
