package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;

class UntoldWritesTest {

  private static final ResourceID APP = new ResourceID("app", "team");
  private static final Secret FIRST = written("98");
  private static final Secret SECOND = written("101");

  private final UntoldWrites untold = new UntoldWrites();

  private static Secret written(String version) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("app")
        .withNamespace("team")
        .withResourceVersion(version)
        .endMetadata()
        .addToData("TOKEN", "cGxhbnRlZA==")
        .build();
  }

  private void write(Secret secret) {
    untold.begin(APP);
    untold.end(APP, secret);
    untold.endWithout(APP);
  }

  @Test
  void writeIsKnownUntilTheWatchTellsOfIt() {
    untold.begin(APP);
    assertThat(untold.all()).isEmpty();
    untold.end(APP, FIRST);
    assertThat(untold.all()).containsExactly(FIRST);
    assertThat(untold.find(APP)).contains(FIRST);

    untold.told(APP);

    assertThat(untold.all()).isEmpty();
    assertThat(untold.find(APP)).isEmpty();
  }

  @Test
  void writeThatTheWatchToldOfBeforeItsAnswerCameIsNotUntold() {
    untold.begin(APP);
    untold.told(APP);
    untold.end(APP, FIRST);

    assertThat(untold.all()).isEmpty();
  }

  @Test
  void failedWriteIsNoneAndLeavesTheOneBefore() {
    untold.begin(APP);
    untold.endWithout(APP);
    assertThat(untold.all()).isEmpty();

    write(FIRST);
    untold.begin(APP);
    untold.endWithout(APP);
    assertThat(untold.all()).containsExactly(FIRST);
    write(SECOND);
    assertThat(untold.all()).containsExactly(SECOND);
  }

  @Test
  void listThatShouldHaveAWriteAndDoesNotTellOfItMakesItDoubtful() {
    write(FIRST);
    assertThat(untold.doubtAllUpTo("97")).isEmpty();
    assertThat(untold.isDoubted(APP)).isFalse();

    assertThat(untold.doubtAllUpTo("100")).containsExactly(FIRST);
    assertThat(untold.isDoubted(APP)).isTrue();

    write(SECOND);
    assertThat(untold.isDoubted(APP)).isFalse();
    assertThat(untold.doubtAllUpTo("100")).isEmpty();
    assertThat(untold.doubtAllUpTo("101")).containsExactly(SECOND);
  }

  @Test
  void writeThatIsBeingMadeIsInNoListYet() {
    untold.begin(APP);

    assertThat(untold.doubtAllUpTo("100")).isEmpty();
    assertThat(untold.isDoubted(APP)).isFalse();
  }

  /** Who was told that there is none may have asked before it was made anew. */
  @Test
  void onlyTheVeryWriteIsForgotten() {
    write(FIRST);
    write(SECOND);

    assertThat(untold.forget(APP, FIRST)).isFalse();
    assertThat(untold.all()).containsExactly(SECOND);
    assertThat(untold.forget(APP, SECOND)).isTrue();
    assertThat(untold.all()).isEmpty();
    assertThat(untold.forget(APP, SECOND)).isFalse();
  }
}
