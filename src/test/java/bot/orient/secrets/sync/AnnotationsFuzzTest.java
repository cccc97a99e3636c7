package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.ProjectedKeys.Live;
import bot.orient.secrets.testing.FuzzInput;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whatever people and other tools make of our annotations, they are read or taken for damaged. */
class AnnotationsFuzzTest {

  private static final Instant NOW = EditedSecret.NOW;

  /** Nine values one after the other, which is more than a history remembers. */
  @FuzzTest
  void keys(byte[] input) {
    ProjectedKeys keys = ProjectedKeys.parse(FuzzInput.text(input));
    assertThat(ProjectedKeys.parse(keys.toAnnotation())).isEqualTo(keys);

    ProjectedKeys next = keys;
    for (int i = 0; i < 9; i++) {
      Live live = new Live(Map.of("A", "fp-" + i), Set.of("A"), NOW, NOW.plusSeconds(i));
      ProjectedKeys successor =
          next.successor(
              i % 2 == 0 ? Map.of("A", "new-" + i, "B", "same") : Map.of("A", "new-" + i),
              Map.of(),
              live,
              new SettleWindow(Duration.ofSeconds(5), NOW.plusSeconds(i)));
      next = successor.stamped(next, NOW.plusSeconds(i));
      assertThat(next.areIn(next.toAnnotation())).isTrue();
      assertThat(ProjectedKeys.parse(next.toAnnotation())).isEqualTo(next);
      next.replaceValuesOf(keys);
    }
  }

  /** Lines: keys and restart rules of a Secret, baseline and rollout of a workload. */
  @FuzzTest
  void restarts(byte[] input) {
    List<String> lines = FuzzInput.lines(input, 4);
    EditedSecret edited = new EditedSecret(lines.get(0), lines.get(1), lines.get(2), lines.get(3));

    Workload workload = Workload.of(edited.workload());
    workload
        .baseline()
        .ifPresent(read -> assertThat(Baseline.parse(read.toAnnotation())).contains(read));
    workload
        .rollout()
        .ifPresent(read -> assertThat(RolloutRecord.parse(read.toAnnotation())).contains(read));
    edited.projected().ifPresent(edited::look);
  }

  @FuzzTest
  void pins(byte[] input) {
    Pins.parse(FuzzInput.text(input))
        .ifPresent(pins -> assertThat(Pins.parse(pins.toAnnotation())).contains(pins));
  }

  /** Lines: storeId, epoch, sealNumber and sealHash of the ConfigMap that remembers the store. */
  @FuzzTest
  void storeRecord(byte[] input) {
    List<String> lines = FuzzInput.lines(input, 4);
    Map<String, String> data =
        Map.of(
            "storeId", lines.get(0),
            "epoch", lines.get(1),
            "sealNumber", lines.get(2),
            "sealHash", lines.get(3));

    StoreRecord.parse(data).ifPresent(read -> assertThat(read.toData()).isEqualTo(data));
  }
}
