package bot.orient.secrets.crypto;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Two sources of keys at once, while a store moves from one to the other: the first wraps, and each
 * unwraps what is its own.
 */
public final class CombinedKeks implements KeyEncryptionKeys {

  private final KeyEncryptionKeys writing;
  private final KeyEncryptionKeys former;

  public CombinedKeks(KeyEncryptionKeys writing, KeyEncryptionKeys former) {
    this.writing = writing;
    this.former = former;
  }

  @Override
  public String activeId() {
    return writing.activeId();
  }

  @Override
  public SortedSet<String> ids() {
    TreeSet<String> ids = new TreeSet<>(writing.ids());
    ids.addAll(former.ids());
    return ids;
  }

  @Override
  public boolean has(String kekId) {
    return writing.has(kekId) || former.has(kekId);
  }

  @Override
  public byte[] checkValue(UUID store, String kekId) {
    return owner(kekId).checkValue(store, kekId);
  }

  @Override
  public KeyEncryptionKeys keeping(Set<String> ids, KeyEncryptionKeys before) {
    return before instanceof CombinedKeks other
        ? new CombinedKeks(writing.keeping(ids, other.writing), former.keeping(ids, other.former))
        : this;
  }

  @Override
  public void requireWritable() {
    writing.requireWritable();
  }

  @Override
  public WrappingKey wrappingKey(UUID store, String kekId) {
    return owner(kekId).wrappingKey(store, kekId);
  }

  @Override
  public WrappingKey unwrappingKey(UUID store, WrappedSeed wrapped) {
    return owner(wrapped.kekId()).unwrappingKey(store, wrapped);
  }

  /** The writing source when neither has it: its message says what is missing. */
  private KeyEncryptionKeys owner(String kekId) {
    return former.has(kekId) && !writing.has(kekId) ? former : writing;
  }

  @Override
  public String toString() {
    return "CombinedKeks[" + writing + ", " + former + "]";
  }
}
