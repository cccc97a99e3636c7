package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.STORE;
import static bot.orient.secrets.crypto.CryptoSamples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

  @Test
  void areEqualWhenEveryByteIs() {
    SecretBytes value = SecretBytes.copyOf(bytes("value"));

    assertThat(value)
        .isEqualTo(SecretBytes.copyOf(bytes("value")))
        .hasSameHashCodeAs(SecretBytes.copyOf(bytes("value")))
        .isNotEqualTo(SecretBytes.copyOf(bytes("valuf")))
        .isNotEqualTo(SecretBytes.copyOf(bytes("valu")))
        .isNotEqualTo("value");
  }

  @Test
  void areWipedWhenClosedAndNeverUsedAgain() {
    byte[] array = bytes("value");
    SecretBytes value = SecretBytes.owning(array);

    value.close();

    assertThat(array).containsOnly(0);
    assertThatIllegalStateException().isThrownBy(value::toByteArray);
  }

  @Test
  void aCopyIsWipedOnItsOwn() {
    byte[] array = bytes("value");

    SecretBytes.copyOf(array).close();

    assertThat(array).isEqualTo(bytes("value"));
  }

  @Test
  void whatHoldsThemWipesThemWhenClosed() {
    Seed seed = CryptoSamples.scopeSeed("shop");
    WrappingKey key = CryptoSamples.keks("k1").wrappingKey(STORE, "k1");
    OneTimeKeys keys = OneTimeKeys.derive(seed.messageKey(), new byte[32], CryptoSamples.context());
    SealedContent content = new SealedContent(SecretBytes.copyOf(bytes("value")), Instant.EPOCH);

    keys.close();
    seed.close();
    key.close();
    content.close();

    assertThat(keys.aesKey()).containsOnly(0);
    assertThat(keys.nonce()).containsOnly(0);
    assertThatIllegalStateException().isThrownBy(() -> seed.material().array());
    assertThatIllegalStateException().isThrownBy(() -> key.key().key().array());
    assertThatIllegalStateException().isThrownBy(() -> content.value().array());
  }
}
