package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.testing.FuzzSeed;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** No bytes open but those that were sealed. */
class EnvelopeFuzzTest {

  private static final Seed SEED =
      new Seed(
          new SeedLabel(
              UUID.fromString("cccccccc-dddd-eeee-ffff-000000000000"), Purpose.SCOPE, "shop", 1),
          CryptoSamples.kek("a seed"));

  private static final byte[] SEALED = FuzzSeed.of(EnvelopeFuzzTest.class, "open", "sealed");

  @FuzzTest
  void open(byte[] input) {
    OpenResult result =
        new EnvelopeCipher()
            .open(
                input,
                CryptoSamples.context(),
                id -> id.equals(SEED.keyId()) ? Optional.of(SEED) : Optional.empty());

    assertThat(result instanceof OpenResult.Opened).isEqualTo(Arrays.equals(input, SEALED));
    EnvelopeCipher.keyId(input).ifPresent(id -> assertThat(KeyId.of(id.uuid())).isEqualTo(id));
  }
}
