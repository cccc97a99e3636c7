package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.sync.ResourceCensus.KeyState;
import bot.orient.secrets.sync.ResourceCensus.Readiness;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceCensusTest {

  private static final String WRITTEN = "2026-03-01T08:00:00Z";

  @Test
  void nothingIsZeroAndNotAbsent() {
    ResourceCensus census = ResourceCensus.of(List.of(), List.of());

    assertThat(census.orientSecrets()).containsOnlyKeys(Readiness.values());
    assertThat(census.providerDefaults()).containsOnlyKeys(Readiness.values());
    assertThat(census.keys()).containsOnlyKeys(KeyState.values());
    assertThat(census.due()).containsOnlyKeys(Rotation.Reason.values());
    assertThat(census.keys().values()).containsOnly(0L);
  }

  @Test
  void resourcesCountByTheirConditionReady() {
    ResourceCensus census =
        ResourceCensus.of(
            List.of(
                secret(
                    "A", status(condition("Stalled", "True", ""), condition("Ready", "True", ""))),
                secret("A", status(condition("Ready", "True", ""))),
                secret(
                    "A", status(condition("Pinned", "True", ""), condition("Ready", "False", ""))),
                secret("A", status(new Condition[0])),
                secret("A", null)),
            List.of(new ProviderDefaults()));

    assertThat(census.orientSecrets())
        .containsEntry(Readiness.TRUE, 2L)
        .containsEntry(Readiness.FALSE, 1L)
        .containsEntry(Readiness.UNKNOWN, 2L);
    assertThat(census.providerDefaults()).containsEntry(Readiness.UNKNOWN, 1L);
  }

  @Test
  void rowsTellTheStateOfTheirValue() {
    assertThat(state(row(ValueSource.STORE, WRITTEN, null))).isEqualTo(KeyState.OK);
    assertThat(state(row(ValueSource.STORE, WRITTEN, "a remark"))).isEqualTo(KeyState.OK);
    assertThat(state(row(ValueSource.ENVIRONMENT, null, null))).isEqualTo(KeyState.OK);
    assertThat(state(row(ValueSource.MISSING, null, "has no value"))).isEqualTo(KeyState.MISSING);
    assertThat(state(row(ValueSource.MISSING, null, null))).isEqualTo(KeyState.ABSENT);
    assertThat(state(row(ValueSource.STORE, null, "cannot be read")))
        .isEqualTo(KeyState.UNREADABLE);
    assertThat(state(row(ValueSource.STORE, null, null))).isEqualTo(KeyState.UNREADABLE);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "2, 3", "3, 3"})
  void everyWayToLoseAVersionIsKnownByItsText(long store, long projected) {
    String text = new ResolvedKey.RolledBack(store, projected, "code").text();

    assertThat(state(row(ValueSource.STORE, null, text))).isEqualTo(KeyState.ROLLED_BACK);
  }

  @Test
  void everyKeyHasARowOfItsOwn() {
    KeyStatus a = row(ValueSource.STORE, WRITTEN, null);
    KeyStatus b = new KeyStatus("B", ValueSource.MISSING, null, null, null, "has no value");
    OrientSecret resource = secret("A}, {key: B", status(a, b));

    assertThat(ResourceCensus.of(List.of(resource), List.of()).keys())
        .containsEntry(KeyState.OK, 1L)
        .containsEntry(KeyState.MISSING, 1L);
  }

  @Test
  void aKeyWithoutARowIsUnknown() {
    assertThat(ResourceCensus.of(List.of(secret("B", null)), List.of()).keys())
        .containsEntry(KeyState.UNKNOWN, 1L);
  }

  @Test
  void dueKeysCountByTheirReasonAndOnlyWhileTheyAreDue() {
    String message =
        "AB was marked compromised by alice at 2026-03-01T08:00:00Z (B is older than it looks);"
            + " C expired at 2026-03-01T08:00:00Z; D is older than 90d since 2026-03-01T08:00:00Z:"
            + " write a new value";
    String keys = "{keys: [{key: AB}, {key: B}, {key: C}, {key: D}, {key: E}]}";

    assertThat(due(keys, condition("RotationDue", "True", message)).values())
        .as("one each")
        .containsOnly(1L);
    assertThat(due(keys, condition("RotationDue", "False", message)).values()).containsOnly(0L);
    assertThat(due(keys).values()).containsOnly(0L);
  }

  private static Map<Rotation.Reason, Long> due(String spec, Condition... conditions) {
    OrientSecret resource = new OrientSecret();
    resource.setSpec(Specs.orientSecret(spec));
    resource.setStatus(status(conditions));
    return ResourceCensus.of(List.of(resource), List.of()).due();
  }

  private static KeyState state(KeyStatus row) {
    OrientSecret resource = secret("A", status(row));
    return ResourceCensus.of(List.of(resource), List.of()).keys().entrySet().stream()
        .filter(entry -> entry.getValue() == 1)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static KeyStatus row(ValueSource source, String updatedAt, String message) {
    return new KeyStatus("A", source, null, null, updatedAt, message);
  }

  private static OrientSecret secret(String key, OrientSecretStatus status) {
    OrientSecret resource = new OrientSecret();
    resource.setSpec(Specs.orientSecret("{keys: [{key: " + key + "}]}"));
    resource.setStatus(status);
    return resource;
  }

  private static OrientSecretStatus status(KeyStatus... rows) {
    return new OrientSecretStatus(
        1L, List.of(), List.of(rows), null, null, null, null, null, null, null);
  }

  private static OrientSecretStatus status(Condition... conditions) {
    return new OrientSecretStatus(
        1L, Arrays.asList(conditions), null, null, null, null, null, null, null, null);
  }

  private static Condition condition(String type, String status, String message) {
    return new ConditionBuilder().withType(type).withStatus(status).withMessage(message).build();
  }
}
