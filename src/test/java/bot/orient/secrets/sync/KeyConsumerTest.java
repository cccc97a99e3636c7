package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.KeyConsumer.Held;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyConsumerTest {

  private static final String NAME = "metadata: {namespace: shop, name: app}\n";

  private static OrientSecret orientSecret(String yaml) {
    return Serialization.unmarshal(NAME + yaml, OrientSecret.class);
  }

  private static KeyConsumer one(String yaml) {
    List<KeyConsumer> consumers = KeyConsumer.of(orientSecret(yaml), "A");
    assertThat(consumers).hasSize(1);
    return consumers.get(0);
  }

  @Test
  void tellsWhatTheStatusSaysOfTheKeyAndTheWorkloadsOfItsSecret() {
    KeyConsumer consumer =
        one(
            """
            spec:
              keys: [{key: B}, {key: A, as: TOKEN}]
              target: {name: values}
            status:
              conditions: [{type: Ready, status: "True", reason: Synced, message: m}]
              keys: [{key: B, version: 9}, {key: A, source: Store, version: 3}]
              workloads: [{kind: Deployment, name: web, state: Waiting, message: waits}]
            """);

    assertThat(consumer.kind()).isEqualTo("OrientSecret");
    assertThat(consumer.namespace() + "/" + consumer.name()).isEqualTo("shop/app");
    assertThat(consumer.secret()).isEqualTo("values");
    assertThat(consumer.dataKey()).contains("TOKEN");
    assertThat(consumer.row().map(KeyStatus::version)).contains(3L);
    assertThat(consumer.ready().map(Condition::getReason)).contains("Synced");
    assertThat(consumer.hold()).isEmpty();
    assertThat(consumer.workloads()).extracting(WorkloadStatus::name).containsExactly("web");
  }

  @Test
  void aKeyThatIsNamedTwiceIsTwoConsumers() {
    assertThat(
            KeyConsumer.of(
                orientSecret(
                    """
                    spec: {keys: [{key: A}, {key: A, as: OLD, version: 1}]}
                    status: {keys: [{key: A, version: 2}, {key: A, version: 1}]}
                    """),
                "A"))
        .extracting(
            consumer -> consumer.dataKey().orElseThrow(),
            consumer -> consumer.row().orElseThrow().version(),
            consumer -> consumer.hold().isPresent())
        .containsExactly(tuple("A", 2L, false), tuple("OLD", 1L, true));
  }

  @Test
  void aVersionOfTheSpecHoldsTheKeyWhateverIsPinned() {
    assertThat(
            Serialization.unmarshal(
                """
                    metadata:
                      namespace: shop
                      name: app
                      annotations: {secrets.orient.bot/pinned: '{"A":{"use":3,"instead":4}}'}
                    spec: {keys: [{key: A, version: 2}]}
                    """,
                OrientSecret.class))
        .satisfies(
            resource ->
                assertThat(KeyConsumer.of(resource, "A").get(0).hold())
                    .contains(new Held(2, "its spec asks for this version")));
  }

  /** Of scopes, an empty one is the namespace's own. */
  private static OrientSecret pinned(String pinScope, String scope) {
    return Serialization.unmarshal(
        """
        metadata:
          namespace: shop
          name: app
          annotations:
            secrets.orient.bot/pinned: '{"A":{"use":3,"instead":4,"failed":"Deployment web"%s}}'
        spec: {keys: [{key: A}]%s}
        """
            .formatted(
                pinScope.isEmpty() ? "" : ",\"scope\":\"" + pinScope + "\"",
                scope.isEmpty() ? "" : ", scope: " + scope),
        OrientSecret.class);
  }

  @ParameterizedTest
  @CsvSource({"'', shared", "shared, ''", "shared, other"})
  void aPinOfAnotherScopeHoldsNothing(String pinScope, String scope) {
    assertThat(KeyConsumer.of(pinned(pinScope, scope), "A").get(0).hold()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shared"})
  void aPinHoldsTheKeyOfTheScopeThatItIsOf(String scope) {
    OrientSecret resource = pinned(scope, scope);

    assertThat(KeyConsumer.of(resource, "A").get(0).hold().orElseThrow())
        .satisfies(
            held -> {
              assertThat(held.version()).isEqualTo(3);
              assertThat(held.reason()).contains("version 4 made Deployment web fail");
            });
    resource.getMetadata().getAnnotations().replaceAll((name, text) -> "no JSON");
    assertThat(KeyConsumer.of(resource, "A").get(0).hold()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spec: {}",
        "spec: {keys: []}",
        "spec: {keys: [{key: B}]}",
        "spec: {keys: [{}]}",
        "spec: {keys: [null]}"
      })
  void aResourceThatDoesNotNameTheKeyIsNone(String yaml) {
    assertThat(KeyConsumer.of(orientSecret(yaml), "A")).isEmpty();
  }

  @Test
  void oneThatHasNoStatusYetIsTold() {
    KeyConsumer consumer = one("spec: {keys: [{key: A}]}");

    assertThat(consumer.row()).isEmpty();
    assertThat(consumer.ready()).isEmpty();
    assertThat(consumer.workloads()).isEmpty();
    assertThat(consumer.secret()).isEqualTo("app");
  }

  @Test
  void providerDefaultsHaveTheKeyOnlyIfTheyIncludeApiKeys() {
    String yaml =
        """
        spec: {includeApiKeys: %s, useCases: {chat: {provider: openai}}, target: {name: defaults}}
        status:
          conditions: [{type: ApiKeysPresent, status: "False"}, {type: Ready, status: "True"}]
          workloads: [{kind: Deployment, name: web, state: UpToDate}]
        """;

    KeyConsumer with =
        KeyConsumer.of(
            Serialization.unmarshal(NAME + yaml.formatted(true), ProviderDefaults.class), "A");
    KeyConsumer without =
        KeyConsumer.of(
            Serialization.unmarshal(NAME + yaml.formatted(false), ProviderDefaults.class), "A");

    assertThat(with.dataKey()).contains("A");
    assertThat(with.workloads()).hasSize(1);
    assertThat(with.secret()).isEqualTo("defaults");
    assertThat(with.ready().map(Condition::getStatus)).contains("True");
    assertThat(without.dataKey()).isEmpty();
    assertThat(without.workloads()).isEmpty();
    assertThat(without.kind()).isEqualTo("ProviderDefaults");
  }
}
