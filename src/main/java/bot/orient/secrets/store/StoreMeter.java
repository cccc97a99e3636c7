package bot.orient.secrets.store;

import java.time.Duration;

/** Measures the operations of a store. */
public interface StoreMeter {

  /** Why one failed. */
  enum Failure {
    /** The database is away, or too slow; trying again later helps. */
    UNAVAILABLE,
    /** A key-encryption key is missing or wrong, or its service is away. */
    KEY,
    /** What was asked for is not acceptable. */
    REFUSED,
    OTHER
  }

  /**
   * Called once for every operation that there is, before any is carried out.
   *
   * @param operation the name of a method of {@link SecretStore}
   */
  void expect(String operation);

  void succeeded(String operation, Duration took);

  void failed(String operation, Duration took, Failure failure);
}
