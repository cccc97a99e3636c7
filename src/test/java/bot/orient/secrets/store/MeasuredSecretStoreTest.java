package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MeasuredSecretStoreTest {

  private final List<String> expected = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  @Test
  void everyOperationIsKnownBeforeItIsCalled() {
    measured(new StoreException("unused"));

    assertThat(expected)
        .contains("read", "put", "importSealed", "verify", "audit")
        .doesNotContain("close")
        .doesNotHaveDuplicates();
  }

  @Test
  void answersPassAndAreMeasured() {
    assertThat(measured(null).read("shop", List.of("A"))).isEmpty();
    assertThat(calls).containsExactly("read ok");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failuresPassAsTheyAreAndAreCountedByTheirCause(
      RuntimeException failure, StoreMeter.Failure cause) {
    SecretStore store = measured(failure);

    assertThatThrownBy(() -> store.list("shop")).isSameAs(failure);
    assertThat(calls).containsExactly("list " + cause);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new StoreUnavailableException("away"), StoreMeter.Failure.UNAVAILABLE),
        Arguments.of(new StoreKeyException("wrong key"), StoreMeter.Failure.KEY),
        Arguments.of(new KeyServiceAwayException("away"), StoreMeter.Failure.KEY),
        Arguments.of(new InvalidSecretException("scope"), StoreMeter.Failure.REFUSED),
        Arguments.of(new StoreException("other"), StoreMeter.Failure.OTHER),
        Arguments.of(new IllegalStateException("bug"), StoreMeter.Failure.OTHER));
  }

  @Test
  void itClosesAndPrintsAsTheOneThatIsMeasured() {
    SecretStore store = measured(null);

    store.close();

    assertThat(store).hasToString("the store");
    assertThat(calls).isEmpty();
  }

  private SecretStore measured(RuntimeException failure) {
    SecretStore store =
        (SecretStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SecretStore.class},
                (proxy, method, arguments) -> {
                  if (failure != null) {
                    throw failure;
                  }
                  return switch (method.getName()) {
                    case "read" -> Map.of();
                    case "toString" -> "the store";
                    default -> null;
                  };
                });
    return MeasuredSecretStore.over(store, new Recorder());
  }

  private final class Recorder implements StoreMeter {
    @Override
    public void expect(String operation) {
      expected.add(operation);
    }

    @Override
    public void succeeded(String operation, Duration took) {
      assertThat(took).isGreaterThanOrEqualTo(Duration.ZERO);
      calls.add(operation + " ok");
    }

    @Override
    public void failed(String operation, Duration took, Failure failure) {
      calls.add(operation + " " + failure);
    }
  }
}
