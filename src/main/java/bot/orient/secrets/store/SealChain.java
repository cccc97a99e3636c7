package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SigningKey;
import bot.orient.secrets.store.Finding.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Follows the chain seal by seal: numbers, hashes and signatures, and the anchors. */
final class SealChain {

  private final UUID store;
  private final AuditKeys keys;
  private final Findings findings;
  private final Map<Long, List<Anchor>> anchors = new HashMap<>();
  private Seal.Head last = Seal.Head.NONE;
  private boolean lastTrusted = true;

  SealChain(UUID store, AuditKeys keys, List<Anchor> anchors, Findings findings) {
    this.store = store;
    this.keys = keys;
    this.findings = findings;
    for (Anchor anchor : anchors) {
      this.anchors.computeIfAbsent(anchor.sealNumber(), n -> new ArrayList<>()).add(anchor);
    }
  }

  /** Takes the next seal; true when it is the operator's own. */
  boolean follow(Seal seal, byte[] signature) {
    byte[] hash = seal.hash(store);
    boolean gap = seal.number() != last.number() + 1;
    if (gap) {
      reportGap(last.number() + 1, seal.number() - 1);
    }
    boolean trusted = isSigned(seal, signature, store, keys);
    if (!trusted) {
      findings.add(
          Finding.seal(
              Kind.SEAL_SIGNATURE_INVALID,
              seal.number(),
              "its signature does not fit: it was changed or made up outside the operator; the rows"
                  + " it covered are only checked one by one"));
    } else if (!gap && lastTrusted && !Arrays.equals(seal.previousHash(), last.hash())) {
      findings.add(
          Finding.seal(
              Kind.CHAIN_BROKEN,
              seal.number(),
              "it follows another seal " + last.number() + " than the one that is there"));
    } else if (trusted) {
      compareWithAnchors(seal.number(), hash);
    }
    last = new Seal.Head(seal.number(), hash);
    lastTrusted = trusted;
    return trusted;
  }

  private void compareWithAnchors(long number, byte[] hash) {
    SealHash actual = SealHash.of(hash);
    for (Anchor anchor : anchors.getOrDefault(number, List.of())) {
      if (!anchor.sealHash().equals(actual)) {
        findings.add(
            Finding.seal(
                Kind.ANCHOR_MISMATCH,
                number,
                "it is another one than the anchor outside of the database knows: the store was put"
                    + " back to an older state, and went on from there"));
      }
    }
  }

  static boolean isSigned(Seal seal, byte[] signature, UUID store, AuditKeys keys) {
    Optional<SigningKey> key = keys.signingKey(seal.signingKeyId());
    return key.isPresent() && key.get().isSignatureOf(seal.signed(store), signature);
  }

  private void reportGap(long first, long through) {
    String which = first == through ? "it was" : "seals " + first + " to " + through + " were";
    findings.add(
        Finding.seal(
            Kind.SEAL_MISSING,
            first,
            which + " removed from the chain; the rows covered there are only checked one by one"));
  }

  /** At the end of the chain. */
  void end() {
    anchors.values().stream()
        .flatMap(List::stream)
        .filter(anchor -> anchor.sealNumber() > last.number())
        .max(Comparator.comparingLong(Anchor::sealNumber))
        .ifPresent(
            anchor ->
                findings.add(
                    Finding.seal(
                        Kind.END_TRUNCATED,
                        anchor.sealNumber(),
                        "an anchor outside of the database knows this seal, and the chain ends at"
                            + " seal "
                            + last.number()
                            + ": the end was cut off, or the store was put back to an older"
                            + " state")));
  }

  long lastNumber() {
    return last.number();
  }

  /** The seal that was followed last. */
  Seal.Head head() {
    return last;
  }
}
