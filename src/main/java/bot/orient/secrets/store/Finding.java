package bot.orient.secrets.store;

/**
 * One thing that is wrong with a store.
 *
 * @param message what is wrong and what follows from it, for a person; never a value
 */
public record Finding(Kind kind, Subject subject, String message) {

  /** What sort of wrong it is. */
  public enum Kind {
    /** A sealed audit row has other content than when it was sealed. */
    AUDIT_ROW_CHANGED,
    /** An audit row was removed. */
    AUDIT_ROW_MISSING,
    /** An audit row stands in another one's place. */
    AUDIT_ROW_MOVED,
    /** An audit row is said to be of another transaction, which changes its place in the order. */
    AUDIT_ROW_REORDERED,
    /** An audit row was slipped in among sealed ones. */
    AUDIT_ROW_INSERTED,
    /** An audit row was not written by the operator as it stands: changed, or made up. */
    AUDIT_ROW_NOT_AUTHENTIC,
    /** A seal was not made by the operator as it stands: changed, or made up. */
    SEAL_SIGNATURE_INVALID,
    /** A seal's list of rows was changed; its signed root is whole. */
    SEAL_ROWS_CHANGED,
    /** A seal was removed from the chain. */
    SEAL_MISSING,
    /** A seal does not follow from the one before it. */
    CHAIN_BROKEN,
    /** The chain ends before a seal that is known outside of the database. */
    END_TRUNCATED,
    /** The chain has another seal than the one known outside of the database. */
    ANCHOR_MISMATCH,
    /** A record of retired rows was not made by the operator as it stands. */
    RETIREMENT_INVALID,
    /** A version of which no audit row tells. */
    VERSION_WITHOUT_AUDIT,
    /** A version that was written is not there any more. */
    VERSION_MISSING,
    /** A version's value is gone, and no audit row tells that it was destroyed. */
    VALUE_GONE_WITHOUT_AUDIT,
    /** A version's ciphertext was changed. */
    VERSION_CHANGED,
    /** A version's ciphertext belongs to another secret, scope, version or store. */
    VERSION_MOVED,
    /** A version's data key is not at hand. */
    VERSION_WITHOUT_KEY,
    /** A secret points to an older version than its newest. */
    SECRET_ROLLED_BACK,
    /** A data key cannot be unwrapped. */
    DATA_KEY_UNUSABLE,
    /** A data key that was destroyed with its scope, on purpose, is there again. */
    DATA_KEY_RETURNED
  }

  /** What a finding is about. */
  public sealed interface Subject {}

  /** A row of {@code audit_log}. */
  public record AuditRowSubject(long seq) implements Subject {
    @Override
    public String toString() {
      return "audit row " + seq;
    }
  }

  /** A row of {@code audit_seals}. */
  public record SealSubject(long number) implements Subject {
    @Override
    public String toString() {
      return "seal " + number;
    }
  }

  /** A row of {@code audit_retirements}. */
  public record RetirementSubject(long number) implements Subject {
    @Override
    public String toString() {
      return "retirement " + number;
    }
  }

  /** A row of {@code secret_versions}. */
  public record VersionSubject(String scope, String key, long version) implements Subject {
    @Override
    public String toString() {
      return scope + "/" + key + " version " + version;
    }
  }

  /** A row of {@code secrets}. */
  public record SecretSubject(String scope, String key) implements Subject {
    @Override
    public String toString() {
      return scope + "/" + key;
    }
  }

  /** A row of {@code data_keys}. */
  public record DataKeySubject(String id) implements Subject {
    @Override
    public String toString() {
      return "data key " + id;
    }
  }

  static Finding row(Kind kind, long seq, String message) {
    return new Finding(kind, new AuditRowSubject(seq), message);
  }

  static Finding seal(Kind kind, long number, String message) {
    return new Finding(kind, new SealSubject(number), message);
  }

  static Finding version(Kind kind, String scope, String key, long version, String message) {
    return new Finding(kind, new VersionSubject(scope, key, version), message);
  }
}
