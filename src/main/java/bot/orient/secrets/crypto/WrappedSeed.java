package bot.orient.secrets.crypto;

/**
 * A seed as it may be stored.
 *
 * @param kekId the key-encryption key it was wrapped with
 * @param envelope not to be changed
 */
public record WrappedSeed(SeedLabel label, String kekId, byte[] envelope) {

  @Override
  public String toString() {
    return "WrappedSeed[" + label + ", kekId=" + kekId + "]";
  }
}
