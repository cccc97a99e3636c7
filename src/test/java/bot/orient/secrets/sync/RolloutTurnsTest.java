package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RolloutTurns.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutTurnsTest {

  private static RolloutTurns turns(int most, int mostPerNamespace) {
    return new RolloutTurns(
        new RestartSettings(Duration.ZERO, most, mostPerNamespace, Duration.ofMinutes(10)));
  }

  private static Waiting waiting(String namespace, String name, int since) {
    return new Waiting(new WorkloadId("Deployment", namespace, name), second(since));
  }

  private static List<String> names(List<Waiting> chosen) {
    return chosen.stream().map(one -> one.workload().name()).toList();
  }

  @Test
  void nobodyBeginsAboveTheCap() {
    List<Waiting> waiting = List.of(waiting("a", "a1", 1), waiting("a", "a2", 2));
    assertThat(turns(3, 3).next(waiting, Map.of("a", 2))).hasSize(1);
    assertThat(turns(3, 3).next(waiting, Map.of("a", 2, "b", 1))).isEmpty();
    assertThat(turns(3, 3).next(waiting, Map.of("b", 5))).isEmpty();
  }

  @Test
  void nobodyBeginsAboveTheCapOfTheNamespace() {
    List<Waiting> waiting =
        List.of(waiting("a", "a1", 1), waiting("a", "a2", 2), waiting("b", "b1", 3));
    assertThat(names(turns(10, 1).next(waiting, Map.of()))).containsExactly("a1", "b1");
    assertThat(names(turns(10, 1).next(waiting, Map.of("a", 1)))).containsExactly("b1");
  }

  @Test
  void theOneThatWaitsLongestComesFirst() {
    List<Waiting> waiting = List.of(waiting("a", "late", 5), waiting("a", "early", 1));
    assertThat(names(turns(1, 1).next(waiting, Map.of()))).containsExactly("early");
  }

  @Test
  void aNamespaceWithManyDoesNotKeepOthersOut() {
    List<Waiting> waiting =
        List.of(
            waiting("many", "m1", 1),
            waiting("many", "m2", 1),
            waiting("many", "m3", 1),
            waiting("few", "f1", 9));
    assertThat(names(turns(3, 3).next(waiting, Map.of()))).containsExactly("m1", "f1", "m2");
    assertThat(names(turns(3, 3).next(waiting, Map.of("many", 2)))).containsExactly("f1");
  }

  @Test
  void equalsAreTakenInAnOrderThatNeverChanges() {
    List<Waiting> waiting = List.of(waiting("b", "x", 1), waiting("a", "y", 1));
    assertThat(names(turns(1, 1).next(waiting, Map.of()))).containsExactly("y");

    List<Waiting> inOne = List.of(waiting("a", "y", 1), waiting("a", "x", 1));
    assertThat(names(turns(1, 1).next(inOne, Map.of()))).containsExactly("x");

    Waiting statefulSet = new Waiting(new WorkloadId("StatefulSet", "a", "x"), second(1));
    assertThat(turns(1, 1).next(List.of(statefulSet, waiting("a", "x", 1)), Map.of()))
        .containsExactly(waiting("a", "x", 1));
  }
}
