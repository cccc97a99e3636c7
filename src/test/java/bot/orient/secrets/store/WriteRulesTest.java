package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.secret;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"A", "_x", "SLACK_BOT_TOKEN", "a.b-c_9"})
  void acceptsKeys(String key) {
    assertThatCode(() -> check("shop", key)).doesNotThrowAnyException();
    assertThatCode(() -> check("shop", key + "x".repeat(253 - key.length())))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9A", "-a", ".a", "A B", "A\n", "Ä", "A/B", "ORIENT_MASTER_KEY"})
  void refusesKeys(String key) {
    assertRefused("key must", () -> check("shop", key));
  }

  @Test
  void refusesAKeyThatIsTooLong() {
    assertRefused("key must", () -> check("shop", "x".repeat(254)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Shop", "-shop", "shop-", "a b", "shop\n"})
  void refusesScopes(String scope) {
    assertRefused("scope must", () -> check(scope, "KEY"));
  }

  @Test
  void refusesAValueThatIsMissingOrTooLong() {
    assertRefused("value is missing", () -> WriteRules.check(PutRequest.of("shop", "KEY", null)));
    SecretBytes tooLong = SecretBytes.owning(new byte[65537]);
    assertRefused(
        "value is longer than 65536 bytes",
        () -> WriteRules.check(PutRequest.of("shop", "KEY", tooLong)));
  }

  @Test
  void refusesTextThatWouldSpoilALogOrATerminal() {
    assertRefused("description holds a control character", () -> describe("a\u001b[2Jb"));
    assertRefused("description holds a control character", () -> describe("a\u0000b"));
    assertRefused("description is longer", () -> describe("x".repeat(1025)));
    assertRefused(
        "actor.name is missing", () -> WriteRules.actor(new Actor(" ", Actor.Kind.USER, "a test")));
    assertRefused(
        "provider of chat is missing",
        () -> WriteRules.providers("shop", "main", Map.of("chat", new ProviderChoice("", null))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "ü"})
  void refusesTokensThatAreNotPlain(String token) {
    PutRequest request = PutRequest.of("shop", "KEY", secret("x"));
    assertRefused("requestToken must", () -> WriteRules.check(request.withToken(token)));
  }

  @Test
  void boundsTokensVersionsAndRevisions() {
    PutRequest request = PutRequest.of("shop", "KEY", secret("x"));
    assertThatCode(() -> WriteRules.check(request.withToken("x".repeat(128))))
        .doesNotThrowAnyException();
    assertRefused("requestToken must", () -> WriteRules.check(request.withToken("x".repeat(129))));
    assertRefused(
        "expected revision must be 1 or more",
        () -> WriteRules.check(request.expecting(Expectation.revision(0))));
    assertRefused(
        "version must be 1 or more", () -> WriteRules.check(RollbackRequest.of("shop", "KEY", 0)));
    assertRefused("key must", () -> WriteRules.check(RollbackRequest.of("shop", "A B", 1)));
  }

  private static void describe(String description) {
    WriteRules.check(PutRequest.of("shop", "KEY", secret("x")).describedAs(null, description));
  }

  private static void check(String scope, String key) {
    WriteRules.check(PutRequest.of(scope, key, secret("x")));
  }

  private static void assertRefused(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining(message);
  }
}
