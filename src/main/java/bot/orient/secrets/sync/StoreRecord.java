package bot.orient.secrets.sync;

import bot.orient.secrets.store.Anchor;
import bot.orient.secrets.store.SealHash;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the cluster remembers of the store, so that a database that is put back to an older state is
 * found out.
 *
 * @param store which one the Secrets come from
 * @param anchor the newest seal of its audit trail that was seen; empty before there is one
 * @param epoch how often a person accepted that the store had gone back, or was another one
 */
public record StoreRecord(UUID store, Optional<Anchor> anchor, long epoch) {

  private static final String STORE = "storeId";
  private static final String SEAL_NUMBER = "sealNumber";
  private static final String SEAL_HASH = "sealHash";
  private static final String EPOCH = "epoch";

  /** As the data of a ConfigMap. */
  public SortedMap<String, String> toData() {
    SortedMap<String, String> data = new TreeMap<>();
    data.put(STORE, store.toString());
    data.put(EPOCH, Long.toString(epoch));
    anchor.ifPresent(
        seal -> {
          data.put(SEAL_NUMBER, Long.toString(seal.sealNumber()));
          data.put(SEAL_HASH, seal.sealHash().hex());
        });
    return data;
  }

  /**
   * Empty when it is not what {@link #toData} makes: half of it would let an older state pass. What
   * others put beside it does not matter.
   */
  public static Optional<StoreRecord> parse(Map<String, String> data) {
    try {
      StoreRecord record =
          new StoreRecord(
              UUID.fromString(data.getOrDefault(STORE, "")),
              anchor(data),
              Long.parseLong(data.getOrDefault(EPOCH, "")));
      return Optional.of(record).filter(read -> read.isIn(data));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  public boolean isIn(Map<String, String> data) {
    return data.entrySet().containsAll(toData().entrySet());
  }

  private static Optional<Anchor> anchor(Map<String, String> data) {
    return data.containsKey(SEAL_NUMBER) || data.containsKey(SEAL_HASH)
        ? Optional.of(
            new Anchor(
                Long.parseLong(data.getOrDefault(SEAL_NUMBER, "")),
                new SealHash(data.getOrDefault(SEAL_HASH, ""))))
        : Optional.empty();
  }
}
