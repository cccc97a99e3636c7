package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import java.util.Optional;

/** For an operator without a namespace of its own: only Secrets remember the store, key by key. */
record UnrememberedStore(SecretStore store) implements KnownStore {

  @Override
  public Optional<SyncOutcome> obstacle() {
    return Optional.empty();
  }

  @Override
  public StoreView view(String scope) {
    return new StoreView(scope, store.fingerprinter(), 0);
  }
}
