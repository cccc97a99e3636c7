package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KekSetTest {

  private static final byte[] KEY = CryptoSamples.kek("k").toByteArray();

  @Test
  void readsRawBase64AndHexKeys() {
    KekSet set =
        KekSet.parse(
            Map.of(
                "raw", KEY,
                "b64", bytes(Base64.getEncoder().encodeToString(KEY) + "\n"),
                "url", bytes(Base64.getUrlEncoder().withoutPadding().encodeToString(KEY)),
                "hex", bytes(HexFormat.of().formatHex(KEY)),
                ".hidden", bytes("x"),
                "active", bytes("hex\n")),
            "Secret orient/kek");

    assertThat(set.activeId()).isEqualTo("hex");
    assertThat(set.keys()).containsOnlyKeys("raw", "b64", "url", "hex");
    assertThat(set.keys().values()).allMatch(SecretBytes.copyOf(KEY)::equals);
    assertThat(set.toString()).isEqualTo("KekSet[active=hex, ids=[b64, hex, raw, url]]");
  }

  @Test
  void theOnlyKeyIsTheActiveOne() {
    assertThat(KekSet.parse(Map.of("k1", KEY), "source").activeId()).isEqualTo("k1");
  }

  @Test
  void wantsToKnowTheActiveOneOfSeveral() {
    assertThatThrownBy(() -> KekSet.parse(Map.of("k1", KEY, "k2", KEY), "Secret a/b"))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("Secret a/b")
        .hasMessageContaining("[k1, k2]");
  }

  @Test
  void doesNotEchoAKeyThatWasPutIntoActive() {
    assertThatThrownBy(
            () -> KekSet.parse(Map.of("k1", KEY, "active", bytes("planted-0815")), "source"))
        .hasMessageContaining("'active' in source")
        .hasMessageNotContaining("planted-0815");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short-planted",
        "a pass phrase of exactly 32 char",
        "a pass phrase in which are ~s, ~",
        "orient-dev-master-key-do-not-use-in-production-32chars",
        "planted!planted!planted!planted!planted!planted!",
        "0000000000000000000000000000000000000000000000000000000000000000",
      })
  void refusesWhatIsNoKeyWithoutShowingIt(String content) {
    assertThatThrownBy(() -> KekSet.parse(Map.of("k1", bytes(content)), "Secret a/b"))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("'k1' in Secret a/b")
        .hasMessageContaining("openssl rand")
        .hasNoCause()
        .satisfies(
            e -> assertThat(content.isEmpty() || !e.getMessage().contains(content)).isTrue());
  }

  @Test
  void refusesAnIdThatCouldNotBeAFileName() {
    assertThatThrownBy(() -> KekSet.parse(Map.of("a b", KEY), "source"))
        .hasMessageContaining("'a b' in source cannot be a key id");
  }

  @Test
  void saysWhatToDoWhenThereIsNoKey() {
    assertThatThrownBy(() -> KekSet.parse(Map.of("active", bytes("k1")), "Secret a/b"))
        .hasMessageContaining("Secret a/b holds no key-encryption key: add one");
  }
}
