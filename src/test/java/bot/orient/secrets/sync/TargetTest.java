package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {

  @Test
  void specWithoutTargetMeansAnOpaqueSecretNamedLikeTheResource() {
    Target target = Target.of(null, "app");

    assertThat(target.name()).isEqualTo("app");
    assertThat(target.type()).contains("Opaque");
    assertThat(target.labels()).isEmpty();
    assertThat(target.annotations()).isEmpty();
    assertThat(target.merge()).isFalse();
    assertThat(target.retain()).isFalse();
    assertThat(target.immutable()).isFalse();
  }

  @Test
  void emptyTargetMeansTheSameAsNone() {
    assertThat(target("{}")).isEqualTo(Target.of(null, "app"));
  }

  @Test
  void everyFieldOfTheSpecCounts() {
    Target target =
        target(
            """
            {name: other, type: kubernetes.io/tls, labels: {a: b}, annotations: {c: d},
             deletionPolicy: Retain, immutable: true}
            """);

    assertThat(target.name()).isEqualTo("other");
    assertThat(target.type()).contains("kubernetes.io/tls");
    assertThat(target.labels()).containsEntry("a", "b");
    assertThat(target.annotations()).containsEntry("c", "d");
    assertThat(target.retain()).isTrue();
    assertThat(target.immutable()).isTrue();
  }

  @Test
  void typeOfMergeTargetIsItsMakersAffair() {
    assertThat(target("{creationPolicy: Merge}").type()).isEmpty();
  }

  @Test
  void onlyKeysToTakeOutOfSomebodyElsesSecretNeedCleanup() {
    assertThat(target("{creationPolicy: Merge}").needsCleanup()).isTrue();
    assertThat(target("{creationPolicy: Merge, deletionPolicy: Retain}").needsCleanup()).isFalse();
    assertThat(target("{deletionPolicy: Retain}").needsCleanup()).isFalse();
    assertThat(target("{}").needsCleanup()).isFalse();
  }

  private static Target target(String yaml) {
    return Target.of(
        Specs.orientSecret("{keys: [{key: A}], target: %s}".formatted(yaml)).target(), "app");
  }
}
