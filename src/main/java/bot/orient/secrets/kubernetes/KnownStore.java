package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import java.util.Optional;

/** The store, as far as it may be believed. */
interface KnownStore {

  /** Why nothing may be read from the store, or written to it, now. */
  Optional<SyncOutcome> obstacle();

  /** How values and versions of a scope are told. */
  StoreView view(String scope);
}
