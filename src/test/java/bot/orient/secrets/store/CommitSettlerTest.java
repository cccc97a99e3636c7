package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CommitSettlerTest {

  private static final RuntimeException DOUBT =
      new WriteInDoubtException("writing shop/KEY", new RuntimeException());

  private final List<WriteAttempt> attempts = new ArrayList<>();
  private final CommitSettler settler = new CommitSettler(Duration.ofMinutes(1));

  @Test
  void aWriteThatIsAnsweredIsMadeOnce() {
    assertThat(settle(settler, Optional.empty(), () -> "written")).isEqualTo("written");
    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0).mayHaveBeenMade()).isFalse();
  }

  @Test
  void aTokenOfTheCallersMayHaveBeenUsedBefore() {
    RequestToken given = new RequestToken("t-1");
    settle(settler, Optional.of(given), () -> "written");
    assertThat(attempts.get(0).mayHaveBeenMade()).isTrue();
    assertThat(attempts.get(0).token()).isEqualTo(given);
  }

  @Test
  void oneInDoubtIsRepeatedUnderTheSameToken() {
    assertThat(settle(settler, Optional.empty(), failing(DOUBT, "written"))).isEqualTo("written");
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(1).token()).isEqualTo(attempts.get(0).token());
    assertThat(attempts.get(1).mayHaveBeenMade()).isTrue();
  }

  @Test
  void theDatabaseIsWaitedForOnlyAfterADoubt() {
    StoreUnavailableException away = new StoreUnavailableException("away");
    assertThatThrownBy(() -> settle(settler, Optional.empty(), failing(away, "written")))
        .isSameAs(away);
    assertThat(attempts).hasSize(1);

    attempts.clear();
    List<Supplier<String>> answers = new ArrayList<>();
    answers.add(failing(DOUBT, ""));
    answers.add(failing(away, ""));
    answers.add(() -> "written");
    assertThat(settle(settler, Optional.empty(), () -> answers.remove(0).get()))
        .isEqualTo("written");
  }

  @Test
  void aRefusalIsTheAnswer() {
    List<Supplier<String>> answers = new ArrayList<>();
    StoreException refusal = new StoreException("no");
    answers.add(failing(DOUBT, ""));
    answers.add(failing(refusal, ""));
    assertThatThrownBy(() -> settle(settler, Optional.empty(), () -> answers.remove(0).get()))
        .isSameAs(refusal);
  }

  @Test
  void whatCannotBeFoundOutIsTold() {
    assertThatThrownBy(
            () ->
                settle(new CommitSettler(Duration.ZERO), Optional.empty(), failing(DOUBT, "never")))
        .isSameAs(DOUBT);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void aCallerThatIsInterruptedIsToldAtOnce() {
    List<Supplier<String>> answers = new ArrayList<>();
    answers.add(failing(DOUBT, ""));
    answers.add(failing(new StoreUnavailableException("away"), ""));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> settle(settler, Optional.empty(), () -> answers.remove(0).get()))
        .isSameAs(DOUBT);
    assertThat(Thread.interrupted()).isTrue();
  }

  private String settle(CommitSettler with, Optional<RequestToken> token, Supplier<String> answer) {
    return with.settle(
        token,
        attempt -> {
          attempts.add(attempt);
          return answer.get();
        });
  }

  /** Fails once, then answers. */
  private static Supplier<String> failing(RuntimeException failure, String then) {
    List<RuntimeException> left = new ArrayList<>(List.of(failure));
    return () -> {
      if (!left.isEmpty()) {
        throw left.remove(0);
      }
      return then;
    };
  }
}
