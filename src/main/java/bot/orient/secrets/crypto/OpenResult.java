package bot.orient.secrets.crypto;

/** What opening an envelope gave. */
public sealed interface OpenResult {

  /** The value, for the caller to close. */
  record Opened(SecretBytes value) implements OpenResult {}

  /** The envelope must not be trusted. */
  record Rejected(Reason reason) implements OpenResult {}

  /** Why an envelope was rejected, in the order in which it is looked at. */
  enum Reason {
    /** Not an envelope of a known format. */
    MALFORMED,
    /** Made with a key that is not at hand. */
    UNKNOWN_KEY,
    /** Made for another place, or with another key of that id. */
    CONTEXT_OR_KEY_MISMATCH,
    /** The ciphertext was changed. */
    TAMPERED
  }
}
