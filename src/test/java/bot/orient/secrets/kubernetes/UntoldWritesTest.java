package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UntoldWritesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ResourceID APP = new ResourceID("app", "team");
  private static final Secret WRITTEN =
      new SecretBuilder().withNewMetadata().withName("app").withNamespace("team").and().build();

  private Duration passed = Duration.ZERO;
  private final UntoldWrites writes = new UntoldWrites(() -> passed.toNanos());

  @Test
  void writeIsKnownUntilTheWatchTellsOfIt() {
    writes.begin(APP);
    assertThat(writes.all()).isEmpty();
    writes.end(APP, WRITTEN);
    assertThat(writes.all()).containsExactly(WRITTEN);

    assertThat(writes.told(APP)).contains(WRITTEN);

    assertThat(writes.all()).isEmpty();
    assertThat(writes.told(APP)).isEmpty();
  }

  @Test
  void writeThatTheWatchToldOfBeforeItsAnswerCameIsNotUntold() {
    writes.begin(APP);
    writes.told(APP);
    writes.end(APP, WRITTEN);

    assertThat(writes.all()).isEmpty();
  }

  @Test
  void failedWriteIsNone() {
    writes.begin(APP);
    writes.fail(APP);
    passed = PATIENCE.plusNanos(1);

    assertThat(writes.isOverdue(APP, PATIENCE)).isFalse();
    assertThat(writes.all()).isEmpty();
  }

  @Test
  void newsIsOverdueSomeTimeAfterTheAnswer() {
    writes.begin(APP);
    passed = PATIENCE.plusNanos(1);
    assertThat(writes.isOverdue(APP, PATIENCE)).as("it is still being written").isFalse();
    writes.end(APP, WRITTEN);
    assertThat(writes.isOverdue(APP, PATIENCE)).isFalse();

    passed = passed.plus(PATIENCE);
    assertThat(writes.isOverdue(APP, PATIENCE)).isFalse();
    passed = passed.plusNanos(1);
    assertThat(writes.isOverdue(APP, PATIENCE)).isTrue();
  }
}
