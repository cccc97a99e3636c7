package bot.orient.secrets.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSubjectTest {

  @Test
  void tokensOfServiceAccountsNameThem() {
    assertThat(TokenSubject.of(token("{\"sub\":\"system:serviceaccount:shop:admin\"}")))
        .contains(new TokenSubject("shop", "admin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"alice\"}",
        "{\"sub\":\"system:serviceaccount:shop:../x\"}",
        "{}",
        "no JSON"
      })
  void othersDoNot(String claims) {
    assertThat(TokenSubject.of(token(claims))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "opaque", "a.b", "a.%.c", "a.b.c.d"})
  void whatIsNoJwtDoesNotEither(String token) {
    assertThat(TokenSubject.of(token)).isEmpty();
  }

  private static String token(String claims) {
    return "e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
        + ".x";
  }
}
