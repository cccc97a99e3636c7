package bot.orient.secrets.crypto;

import static bot.orient.secrets.crypto.CryptoSamples.context;
import static bot.orient.secrets.crypto.CryptoSamples.scopeSeed;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How many envelopes one thread seals and opens, beside AES-256-GCM alone with a key at hand, by
 * the same library and by Java's own, which uses the processor's instructions.
 */
final class EnvelopeBenchmark {

  private static final int ROUNDS = 5;
  private static final int[] SIZES = {64, 1024, 16 * 1024};

  private final long roundNanos;
  private final EnvelopeCipher cipher = new EnvelopeCipher();
  private final Seed seed = scopeSeed("shop");

  private EnvelopeBenchmark(int millis) {
    this.roundNanos = millis * 1_000_000L;
  }

  /** One operation; its result keeps the compiler from leaving it out. */
  @FunctionalInterface
  private interface Work {
    int run() throws GeneralSecurityException;
  }

  public static void main(String[] arguments) throws GeneralSecurityException {
    int millis = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    System.out.printf(
        "%8s  %-28s %12s %18s %18s%n",
        "bytes", "operation", "per second", "of bare GCM (BC)", "of bare GCM (Java)");
    for (int size : SIZES) {
      new EnvelopeBenchmark(millis).measure(size);
    }
  }

  private void measure(int size) throws GeneralSecurityException {
    byte[] value = new byte[size];
    new Random(size).nextBytes(value);
    byte[] key = new byte[AesGcm.KEY_BYTES];
    byte[] nonce = new byte[AesGcm.NONCE_BYTES];
    byte[] none = new byte[0];
    SecretBytes secret = SecretBytes.copyOf(value);
    byte[] envelope = cipher.seal(seed, context(), secret);
    byte[] bare = AesGcm.seal(key, nonce, none, value);
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("bare seal (BC)", () -> AesGcm.seal(key, nonce, none, value).length);
    works.put("bare seal (Java)", () -> java(Cipher.ENCRYPT_MODE, key, value).length);
    works.put("envelope seal", () -> cipher.seal(seed, context(), secret).length);
    works.put("bare open (BC)", () -> AesGcm.open(key, nonce, none, bare).orElseThrow().length);
    works.put("bare open (Java)", () -> java(Cipher.DECRYPT_MODE, key, bare).length);
    works.put("envelope open", () -> open(envelope));
    Map<String, Double> rates = rates(works);
    for (String operation : new String[] {"seal", "open"}) {
      double ours = rates.get("envelope " + operation);
      System.out.printf(
          "%8d  %-28s %12.0f %18.2f %18.2f%n",
          size,
          "envelope " + operation,
          ours,
          ours / rates.get("bare " + operation + " (BC)"),
          ours / rates.get("bare " + operation + " (Java)"));
    }
  }

  private int open(byte[] envelope) {
    OpenResult.Opened opened =
        (OpenResult.Opened) cipher.open(envelope, context(), id -> Optional.of(seed));
    try (SecretBytes value = opened.value()) {
      return value.array().length;
    }
  }

  /** Java refuses to encrypt twice with one nonce, so that there is a key of its own as here. */
  private static byte[] java(int mode, byte[] key, byte[] input) throws GeneralSecurityException {
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        mode,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(AesGcm.TAG_BYTES * 8, new byte[AesGcm.NONCE_BYTES]));
    return gcm.doFinal(input);
  }

  /** The best of several rounds, in turns, so that a slow moment of the machine hits all alike. */
  private Map<String, Double> rates(Map<String, Work> works) throws GeneralSecurityException {
    Map<String, Double> best = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (Map.Entry<String, Work> work : works.entrySet()) {
        double rate = rate(work.getValue());
        if (round > 0) {
          best.merge(work.getKey(), rate, Math::max);
        }
      }
    }
    return best;
  }

  private double rate(Work work) throws GeneralSecurityException {
    long begin = System.nanoTime();
    long done = 0;
    long sum = 0;
    while (System.nanoTime() - begin < roundNanos) {
      sum += work.run();
      done++;
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was done");
    }
    return done * 1e9 / (System.nanoTime() - begin);
  }
}
