package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.STORE;
import static bot.orient.secrets.crypto.CryptoSamples.keks;
import static bot.orient.secrets.crypto.CryptoSamples.scopeSeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRingTest {

  private final KeyRing ring = new KeyRing(keks("k1"), STORE);

  @Test
  void unwrapsWhatItWrapped() {
    Seed seed = scopeSeed("shop");

    Seed unwrapped = ring.unwrap(ring.wrap(seed, "k1"));

    assertThat(unwrapped.material()).isEqualTo(seed.material());
    assertThat(unwrapped.label()).isEqualTo(seed.label());
  }

  @Test
  void unwrapsWithAnOlderKeyThatIsStillLoaded() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"), "k1");

    KeyRing later = new KeyRing(keks("k2", "k1"), STORE);

    assertThat(later.unwrap(wrapped).label()).isEqualTo(wrapped.label());
    assertThat(later.wrap(scopeSeed("shop"), "k2").kekId()).isEqualTo("k2");
  }

  @Test
  void namesTheKeyThatIsMissingAndThoseThatAreThere() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"), "k1");

    assertThatThrownBy(() -> new KeyRing(keks("k3", "k2"), STORE).unwrap(wrapped))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("'k1' is needed")
        .hasMessageContaining("loaded: k2, k3");
  }

  @Test
  void refusesAnotherKeyOfTheSameId() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"), "k1");
    KekSet impostor = new KekSet("k1", Map.of("k1", CryptoSamples.kek("other")));

    assertThatThrownBy(() -> new KeyRing(impostor, STORE).unwrap(wrapped))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("UNKNOWN_KEY");
  }

  @Test
  void refusesAWrappedSeedThatWasMoved() {
    SeedLabel label = SeedLabel.first(SeedLabel.Purpose.SCOPE, "shop");
    WrappedSeed wrapped = ring.wrap(Seed.random(label), "k1");

    SeedLabel[] elsewhere = {
      new SeedLabel(UUID.randomUUID(), label.purpose(), "shop", 1),
      new SeedLabel(label.id(), SeedLabel.Purpose.FINGERPRINT, "shop", 1),
      new SeedLabel(label.id(), label.purpose(), "bank", 1),
      new SeedLabel(label.id(), label.purpose(), "shop", 2),
    };
    for (SeedLabel moved : elsewhere) {
      assertThatThrownBy(() -> ring.unwrap(new WrappedSeed(moved, "k1", wrapped.envelope())))
          .as("%s", moved)
          .hasMessageContaining("CONTEXT_OR_KEY_MISMATCH");
    }
    KeyRing otherStore = new KeyRing(keks("k1"), UUID.randomUUID());
    assertThatThrownBy(() -> otherStore.unwrap(wrapped)).hasMessageContaining("UNKNOWN_KEY");
  }

  @Test
  void takesOverWhatTheSourceHoldsAndKeepsWhatIsNeeded() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"), "k1");

    ring.reload(keks("k2"), Set.of("k1"));
    assertThat(ring.kekIds()).containsExactlyInAnyOrder("k1", "k2");
    assertThat(ring.activeKekId()).isEqualTo("k2");
    assertThat(ring.unwrap(wrapped).label()).isEqualTo(wrapped.label());

    ring.reload(keks("k2"), Set.of());
    assertThat(ring.kekIds()).containsExactly("k2");
    assertThatThrownBy(() -> ring.unwrap(wrapped)).hasMessageContaining("'k1' is needed");
  }

  @Test
  void checkValuesDifferByKeyIdAndStore() {
    KeyRing sameBytes =
        new KeyRing(
            new KekSet("a", Map.of("a", CryptoSamples.kek("x"), "b", CryptoSamples.kek("x"))),
            STORE);

    assertThat(sameBytes.checkValue("a")).hasSize(16).isNotEqualTo(sameBytes.checkValue("b"));
    assertThat(ring.checkValue("k1"))
        .isEqualTo(new KeyRing(keks("k1"), STORE).checkValue("k1"))
        .isNotEqualTo(new KeyRing(keks("k1"), UUID.randomUUID()).checkValue("k1"));
  }

  @Test
  void fingerprintsOfOneUseCannotBeComparedWithThoseOfAnother() {
    Seed seed = Seed.random(SeedLabel.first(SeedLabel.Purpose.FINGERPRINT, ""));
    byte[] value = CryptoSamples.bytes("value");

    String print = seed.fingerprinter("one").fingerprint("shop", "KEY", value);

    assertThat(print)
        .hasSize(22)
        .isEqualTo(
            ring.unwrap(ring.wrap(seed, "k1"))
                .fingerprinter("one")
                .fingerprint("shop", "KEY", value))
        .isNotEqualTo(seed.fingerprinter("two").fingerprint("shop", "KEY", value))
        .isNotEqualTo(seed.fingerprinter("one").fingerprint("shopK", "EY", value));
  }
}
