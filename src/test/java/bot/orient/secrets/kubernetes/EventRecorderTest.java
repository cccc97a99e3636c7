package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRecorderTest {

  @Test
  void messageThatFitsIsToldAsItIs() {
    String message = "m".repeat(EventRecorder.MAX_MESSAGE);

    assertThat(EventRecorder.note(message)).isEqualTo(message);
  }

  /** Many keys may be lost at once, and the command that accepts it comes last. */
  @Test
  void longMessageKeepsItsBeginningAndItsEnd() {
    String message = "KEY_1 went back; ".repeat(100) + "kubectl annotate";

    assertThat(EventRecorder.note(message))
        .hasSize(EventRecorder.MAX_MESSAGE)
        .startsWith("KEY_1 went back; ")
        .contains(" ... ")
        .endsWith("kubectl annotate");
  }
}
