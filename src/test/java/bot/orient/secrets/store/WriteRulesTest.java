package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.secret;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.Map;
import java.util.OptionalLong;
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

  private static void describe(String description) {
    WriteRules.check(
        new PutRequest("shop", "KEY", secret("x"), null, description, OptionalLong.empty()));
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
