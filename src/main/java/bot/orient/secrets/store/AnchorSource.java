package bot.orient.secrets.store;

import java.util.List;

/** Where anchors are kept outside of the database. */
@FunctionalInterface
public interface AnchorSource {

  /** The anchors known, in any order; empty when none was ever set. */
  List<Anchor> anchors();

  /** For a store that nothing outside of it knows: a cut end is not found. */
  static AnchorSource none() {
    return List::of;
  }
}
