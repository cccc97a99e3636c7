package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyEncryptionKeys;
import bot.orient.secrets.crypto.KeyRing;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings what the key source holds into the key ring of a running replica. The whole content is
 * compared at each look: a mounted Secret is exchanged by a symbolic link, of which file watches
 * tell nothing.
 */
final class KeySource {

  private final KekProvider provider;
  private final StoreKeys keys;

  KeySource(KekProvider provider, StoreKeys keys) {
    this.provider = provider;
    this.keys = keys;
  }

  String description() {
    return provider.description();
  }

  /**
   * Looks at the source. A key that the store needs stays at hand when it is gone from there.
   *
   * @return what is wrong with the source, for a person; the keys at hand are right in any case
   */
  Optional<String> refresh(List<KekRegistry.Entry> registry) {
    KeyEncryptionKeys source;
    try {
      source = provider.load();
    } catch (KekUnavailableException e) {
      return Optional.of(
          e.getMessage() + "; the keys loaded before stay in use until a restart of the operator");
    }
    Optional<String> impostor = impostor(source, registry);
    if (impostor.isPresent()) {
      return impostor;
    }
    Set<String> keep = new HashSet<>();
    List<String> lost = new ArrayList<>();
    for (KekRegistry.Entry entry : registry) {
      if (entry.needed() && !source.has(entry.kekId())) {
        lost.add(entry.kekId());
        if (keys.ring().has(entry.kekId())) {
          keep.add(entry.kekId());
        }
      }
    }
    keys.ring().reload(source, keep);
    return lost.isEmpty() ? Optional.empty() : Optional.of(missing(lost, keep));
  }

  private Optional<String> impostor(KeyEncryptionKeys source, List<KekRegistry.Entry> registry) {
    KeyRing loaded = new KeyRing(source, keys.store());
    return registry.stream()
        .filter(entry -> loaded.has(entry.kekId()))
        .filter(
            entry -> !MessageDigest.isEqual(loaded.checkValue(entry.kekId()), entry.checkValue()))
        .map(KekRegistry.Entry::kekId)
        .findFirst()
        .map(
            kekId ->
                provider.description()
                    + " holds another key '"
                    + kekId
                    + "' than the one this store knows under that id; nothing of it was taken over."
                    + " Put the original key back; a new key needs a new id");
  }

  private String missing(List<String> lost, Set<String> kept) {
    String ids = "'" + String.join("', '", lost) + "'";
    return provider.description()
        + " no longer holds key-encryption key "
        + ids
        + ", which data keys are still wrapped with: put it back."
        + (kept.containsAll(lost)
            ? " It stays in use until a restart of the operator, which would not open the store"
            : " Values under it cannot be read until then");
  }
}
