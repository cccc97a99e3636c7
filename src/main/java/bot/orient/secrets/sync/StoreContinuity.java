package bot.orient.secrets.sync;

import bot.orient.secrets.store.Anchor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Whether the store that answers is the one the cluster remembers, and has not gone back. */
public sealed interface StoreContinuity {

  /** All is well. */
  record Continues(StoreRecord next) implements StoreContinuity {}

  /**
   * It lost a seal that it had.
   *
   * @param code what a person repeats to accept exactly this
   */
  record WentBack(StoreRecord remembered, StoreRecord afterAcceptance, String code)
      implements StoreContinuity {}

  /**
   * It is another store.
   *
   * @param code what a person repeats to accept exactly this
   */
  record Replaced(StoreRecord remembered, StoreRecord afterAcceptance, String code)
      implements StoreContinuity {}

  /**
   * The store as it answers now.
   *
   * @param newest seal of its audit trail
   * @param holdsRemembered whether it has the seal that the cluster remembers, if there is one
   */
  record Present(UUID store, Optional<Anchor> newest, boolean holdsRemembered) {}

  /**
   * @param remembered empty when the cluster has no record yet
   */
  static StoreContinuity decide(Optional<StoreRecord> remembered, Present present) {
    if (remembered.isEmpty()) {
      return new Continues(new StoreRecord(present.store(), present.newest(), 0));
    }
    StoreRecord record = remembered.get();
    StoreRecord accepted = new StoreRecord(present.store(), present.newest(), record.epoch() + 1);
    if (!record.store().equals(present.store())) {
      return new Replaced(
          record,
          accepted,
          code(
              "replaced",
              record.store().toString(),
              present.store().toString(),
              Long.toString(record.epoch())));
    }
    if (!present.holdsRemembered()) {
      return new WentBack(
          record,
          accepted,
          code(
              "went back",
              record.store().toString(),
              record.anchor().map(anchor -> anchor.sealHash().hex()).orElse(""),
              Long.toString(record.epoch())));
    }
    return new Continues(
        new StoreRecord(record.store(), later(record.anchor(), present.newest()), record.epoch()));
  }

  private static Optional<Anchor> later(Optional<Anchor> remembered, Optional<Anchor> newest) {
    return newest
        .filter(seal -> remembered.isEmpty() || seal.sealNumber() > remembered.get().sealNumber())
        .or(() -> remembered);
  }

  private static String code(String... evidence) {
    return Digest.code(List.of(evidence));
  }
}
