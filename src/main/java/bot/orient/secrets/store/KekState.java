package bot.orient.secrets.store;

import java.util.Locale;

/** Where a key-encryption key stands in its life. */
public enum KekState {
  /** Known; it decrypts only. */
  STAGED,
  /** Every seed is wrapped with it. There is one. */
  ACTIVE,
  /** The one before, kept for older backups and for a way back. There is one at most. */
  RETAINED,
  /** Older than the retained one. */
  DESTROYABLE,
  /** Declared gone; it is never used again. */
  DESTROYED;

  static KekState of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
