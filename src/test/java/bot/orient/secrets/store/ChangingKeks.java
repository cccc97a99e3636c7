package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekSet;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.SecretBytes;
import java.util.Map;
import java.util.TreeMap;

/** A key source that a test changes while a store uses it. Each key's bytes follow from its id. */
final class ChangingKeks implements KekProvider {

  private final Map<String, SecretBytes> keys = new TreeMap<>();
  private String active;
  private boolean broken;

  private ChangingKeks() {}

  /** The first one is active. */
  static ChangingKeks of(String... ids) {
    ChangingKeks keks = new ChangingKeks();
    for (String id : ids) {
      keks.add(id);
    }
    return keks.activate(ids[0]);
  }

  synchronized ChangingKeks add(String id) {
    return add(id, id.hashCode());
  }

  /** A key whose bytes do not follow from its id. */
  synchronized ChangingKeks add(String id, int content) {
    keys.put(id, StoreFixture.kekSet(id, content).keys().get(id));
    return this;
  }

  synchronized ChangingKeks activate(String id) {
    active = id;
    return this;
  }

  synchronized ChangingKeks remove(String id) {
    keys.remove(id);
    return this;
  }

  synchronized void breakDown() {
    broken = true;
  }

  @Override
  public synchronized KekSet load() {
    if (broken) {
      throw new KekUnavailableException("the test's keys cannot be read: mend them");
    }
    return new KekSet(active, keys);
  }

  @Override
  public String description() {
    return "test keys";
  }
}
