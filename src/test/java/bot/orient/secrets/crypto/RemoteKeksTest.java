package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.STORE;
import static bot.orient.secrets.crypto.CryptoSamples.keks;
import static bot.orient.secrets.crypto.CryptoSamples.scopeSeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.crypto.SeedLabel.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds wrapped by keys that stay with a service, bound as those wrapped by keys in memory. */
class RemoteKeksTest {

  private static final UUID SEED = UUID.fromString("99999999-8888-7777-6666-555555555555");
  private static final SeedLabel LABEL = new SeedLabel(SEED, Purpose.SCOPE, "shop", 1);

  private final FakeKeyService service = new FakeKeyService();
  private final KeyRing ring = ring();

  /** As another process has it: nothing is known of what was unlocked before. */
  private KeyRing ring() {
    return new KeyRing(new RemoteKeks(service), STORE);
  }

  @Test
  void unwrapsWhatAnotherProcessWrapped() {
    Seed seed = scopeSeed("shop");

    WrappedSeed wrapped = ring.wrap(seed);

    assertThat(wrapped.kekId()).isEqualTo("kms:key-1");
    assertThat(ring().unwrap(wrapped).material()).isEqualTo(seed.material());
  }

  @Test
  void storesNeitherSeedNorWrappingKey() {
    Seed seed = scopeSeed("shop");
    List<SecretBytes> sent = new ArrayList<>();
    KeyService spying = new Spy(service, sent);

    byte[] stored = new KeyRing(new RemoteKeks(spying), STORE).wrap(seed).envelope();

    assertThat(sent).singleElement().extracting(SecretBytes::length).isEqualTo(32);
    for (SecretBytes secret : List.of(seed.material(), sent.get(0))) {
      assertThat(latin(stored)).doesNotContain(latin(secret.array()));
    }
  }

  @Test
  void asksTheServiceOnceForManySeeds() {
    List<WrappedSeed> wrapped =
        Stream.of("a", "b", "c").map(scope -> ring.wrap(scopeSeed(scope))).toList();
    KeyRing other = ring();

    wrapped.forEach(other::unwrap);

    assertThat(service.encrypted).isEqualTo(1);
    assertThat(service.decrypted).isEqualTo(1);
  }

  @Test
  void goesOnWithoutTheServiceForWhatItKnows() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"));
    service.away = true;

    assertThat(ring.unwrap(wrapped).label()).isEqualTo(wrapped.label());
    assertThat(ring.wrap(scopeSeed("new")).kekId()).isEqualTo("kms:key-1");
    assertThatThrownBy(() -> ring().unwrap(wrapped))
        .isInstanceOf(KeyServiceUnavailableException.class);
    assertThatThrownBy(() -> ring().wrap(scopeSeed("new")))
        .isInstanceOf(KeyServiceUnavailableException.class);
  }

  @Test
  void wrapsNothingOnceTheServiceForbidsWriting() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"));
    service.writable = false;

    assertThatThrownBy(() -> ring.wrap(scopeSeed("new")))
        .isInstanceOf(KeyServiceUnavailableException.class);
    assertThatThrownBy(ring::requireWritable).isInstanceOf(KeyServiceUnavailableException.class);
    assertThat(ring.unwrap(wrapped).label()).isEqualTo(wrapped.label());
  }

  @Test
  void rewrapsWithTheKeyThatTheServiceRotatedTo() {
    WrappedSeed old = ring.wrap(scopeSeed("shop"));
    service.keyId = "key-2";

    assertThat(ring.activeKekId()).isEqualTo("kms:key-2");
    WrappedSeed rewrapped = ring.wrap(ring.unwrap(old));

    assertThat(rewrapped.kekId()).isEqualTo("kms:key-2");
    assertThat(ring().unwrap(rewrapped).material()).isEqualTo(ring().unwrap(old).material());
    assertThat(ring.loadedKekIds()).isEqualTo("kms:key-1, kms:key-2");
  }

  @Test
  void wrapsWithTheFormerKeyOnlyWhatItHasAKeyFor() {
    ring.wrap(scopeSeed("shop"));
    service.keyId = "key-2";

    assertThat(ring.wrap(scopeSeed("new"), "kms:key-1").kekId()).isEqualTo("kms:key-1");
    assertThatThrownBy(() -> ring().wrap(scopeSeed("new"), "kms:key-1"))
        .isInstanceOf(KeyServiceUnavailableException.class)
        .hasMessageContaining("wraps with key 'kms:key-2' now and no longer with 'kms:key-1'");
  }

  static Stream<WrappedSeed> movedSeeds() {
    WrappedSeed wrapped =
        new KeyRing(new RemoteKeks(new FakeKeyService()), STORE).wrap(Seed.random(LABEL));
    byte[] envelope = wrapped.envelope();
    return Stream.of(
        new WrappedSeed(new SeedLabel(SEED, Purpose.SCOPE, "bank", 1), "kms:key-1", envelope),
        new WrappedSeed(new SeedLabel(SEED, Purpose.FINGERPRINT, "shop", 1), "kms:key-1", envelope),
        new WrappedSeed(new SeedLabel(SEED, Purpose.SCOPE, "shop", 2), "kms:key-1", envelope),
        new WrappedSeed(
            new SeedLabel(UUID.randomUUID(), Purpose.SCOPE, "shop", 1), "kms:key-1", envelope),
        new WrappedSeed(LABEL, "kms:key-2", envelope));
  }

  @ParameterizedTest
  @MethodSource("movedSeeds")
  void seedThatWasMovedDoesNotUnwrap(WrappedSeed moved) {
    assertThatThrownBy(() -> ring().unwrap(moved)).isInstanceOf(KekUnavailableException.class);
  }

  @Test
  void seedOfAnotherStoreDoesNotUnwrap() {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"));

    assertThatThrownBy(
            () -> new KeyRing(new RemoteKeks(service), UUID.randomUUID()).unwrap(wrapped))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("does not unwrap");
  }

  /** The wrapping key of one under the envelope of another: the envelope commits to its key. */
  @Test
  void preamblesCannotBeExchanged() {
    WrappedSeed one = ring().wrap(Seed.random(LABEL));
    WrappedSeed other = ring().wrap(Seed.random(LABEL));
    int length = RemotePreamble.parse(one.envelope(), "key-1").orElseThrow().length();
    byte[] mixed = other.envelope().clone();
    System.arraycopy(one.envelope(), 0, mixed, 0, length);

    assertThatThrownBy(() -> ring().unwrap(new WrappedSeed(LABEL, "kms:key-1", mixed)))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("CONTEXT_OR_KEY_MISMATCH");
  }

  @Test
  void noBitCanBeChanged() {
    WrappedSeed wrapped = ring.wrap(Seed.random(LABEL));
    long seed = 20261124;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] changed = wrapped.envelope().clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      if (isNameOfUnusedAnnotation(wrapped.envelope(), at)) {
        continue;
      }

      assertThatThrownBy(() -> ring().unwrap(new WrappedSeed(LABEL, "kms:key-1", changed)))
          .as("seed %s, round %s, byte %s", seed, round, at)
          .isInstanceOf(KekUnavailableException.class);
    }
  }

  /** What the service does not look at, it alone can know; nobody gains by changing it. */
  private static boolean isNameOfUnusedAnnotation(byte[] envelope, int at) {
    int start = latin(envelope).indexOf("empty.example.test");
    return at >= start && at < start + "empty.example.test".length();
  }

  @Test
  void anyEndBeforeTheEndIsRefused() {
    byte[] whole = ring.wrap(Seed.random(LABEL)).envelope();

    for (int length = 0; length < whole.length; length++) {
      WrappedSeed cut = new WrappedSeed(LABEL, "kms:key-1", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ring.unwrap(cut))
          .as("%s bytes", length)
          .isInstanceOf(KekUnavailableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 1024})
  void garbageFromTheServiceIsRefusedAndNotRemembered(int length) {
    WrappedSeed wrapped = ring.wrap(scopeSeed("shop"));
    KeyRing other = ring();
    service.garbage = length;

    assertThatThrownBy(() -> other.unwrap(wrapped))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining(wrapped.label().id().toString());

    service.garbage = 0;
    assertThat(other.unwrap(wrapped).label()).isEqualTo(wrapped.label());
  }

  @Test
  void seedOfAKeyInMemoryIsNotTakenForOneOfAService() {
    WrappedSeed local = new KeyRing(keks("k1"), STORE).wrap(Seed.random(LABEL));

    assertThatThrownBy(() -> ring().unwrap(new WrappedSeed(LABEL, "kms:key-1", local.envelope())))
        .isInstanceOf(KekUnavailableException.class)
        .hasMessageContaining("restore the row of orient_store.data_keys");
    assertThat(new RemoteKeks(service).has("k1")).isFalse();
  }

  @Test
  void checkValueIsOfThatKeyAndStore() {
    assertThat(ring.checkValue("kms:key-1"))
        .hasSize(16)
        .isEqualTo(ring().checkValue("kms:key-1"))
        .isNotEqualTo(ring.checkValue("kms:key-2"))
        .isNotEqualTo(
            new KeyRing(new RemoteKeks(service), UUID.randomUUID()).checkValue("kms:key-1"));
  }

  @Test
  void storeMovesFromKeysInMemoryToAServiceAndBack() {
    WrappedSeed local = new KeyRing(keks("k1"), STORE).wrap(Seed.random(LABEL));
    KeyRing there = new KeyRing(new CombinedKeks(new RemoteKeks(service), keks("k1")), STORE);
    WrappedSeed remote = there.wrap(there.unwrap(local));
    KeyRing back = new KeyRing(new CombinedKeks(keks("k1"), new RemoteKeks(service)), STORE);

    assertThat(remote.kekId()).isEqualTo("kms:key-1");
    assertThat(there.loadedKekIds()).isEqualTo("k1, kms:key-1");
    assertThat(back.wrap(back.unwrap(remote)).kekId()).isEqualTo("k1");
    assertThat(there.checkValue("k1")).isEqualTo(keks("k1").checkValue(STORE, "k1"));
    assertThat(there.checkValue("kms:key-1")).isEqualTo(ring.checkValue("kms:key-1"));
    assertThat(there.has("k1")).isTrue();
    assertThat(there.has("k2")).isFalse();
    assertThatThrownBy(() -> back.checkValue("k2")).hasMessageContaining("'k2' is needed");
  }

  @Test
  void onlyTheSourceThatWrapsForbidsWriting() {
    KeyRing there = new KeyRing(new CombinedKeks(new RemoteKeks(service), keks("k1")), STORE);
    KeyRing back = new KeyRing(new CombinedKeks(keks("k1"), new RemoteKeks(service)), STORE);
    service.writable = false;

    assertThatThrownBy(there::requireWritable).isInstanceOf(KeyServiceUnavailableException.class);
    assertThatCode(back::requireWritable).doesNotThrowAnyException();
  }

  @Test
  void ofTooManyUnlockedKeysTheLeastUsedIsForgotten() {
    UnlockedKeys unlocked = new UnlockedKeys();
    SecretBytes key = CryptoSamples.kek("k");
    for (int i = 0; i < 256; i++) {
      unlocked.put("kms:" + i, new byte[1], key);
    }
    assertThat(unlocked.find("kms:0", new byte[1])).isPresent();

    unlocked.put("kms:256", new byte[1], key);

    assertThat(unlocked.find("kms:0", new byte[1])).contains(key);
    assertThat(unlocked.find("kms:1", new byte[1])).isEmpty();
    assertThat(unlocked.find("kms:2", new byte[1])).contains(key);
    assertThat(unlocked.find("kms:256", new byte[1])).contains(key);
  }

  @Test
  void storeOnItsWayKeepsKeysInMemoryThatTheirSourceNoLongerHolds() {
    RemoteKeks remote = new RemoteKeks(service);
    KeyRing moving = new KeyRing(new CombinedKeks(remote, keks("k1")), STORE);
    WrappedSeed local = moving.wrap(Seed.random(LABEL), "k1");

    moving.reload(new CombinedKeks(remote, keks("k2")), Set.of("k1"));

    assertThat(moving.loadedKekIds()).isEqualTo("k1, k2, kms:key-1");
    assertThat(moving.unwrap(local).label()).isEqualTo(LABEL);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Keeps what was to be encrypted. */
  private record Spy(KeyService service, List<SecretBytes> sent) implements KeyService {

    @Override
    public String keyId() {
      return service.keyId();
    }

    @Override
    public void requireWritable() {
      service.requireWritable();
    }

    @Override
    public Encrypted encrypt(SecretBytes plaintext) {
      sent.add(SecretBytes.copyOf(plaintext.array()));
      return service.encrypt(plaintext);
    }

    @Override
    public SecretBytes decrypt(Encrypted encrypted) {
      return service.decrypt(encrypted);
    }

    @Override
    public String description() {
      return service.description();
    }
  }
}
