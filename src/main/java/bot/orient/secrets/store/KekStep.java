package bot.orient.secrets.store;

import java.util.List;

/** What the rotation of the key-encryption key does next. */
sealed interface KekStep {

  /** Nothing: the key that the source names is the active one. */
  record Rest() implements KekStep {}

  /** A rotation to this key begins. */
  record Begin(String kekId) implements KekStep {}

  /** The rotation to this key ends without effect: nobody has it, or nobody wants a change. */
  record GiveUp(String kekId) implements KekStep {}

  /** Not every running replica is ready. */
  record Wait(String kekId, List<String> reasons) implements KekStep {

    String message() {
      return "rotation to key-encryption key '" + kekId + "' waits: " + String.join(", ", reasons);
    }
  }

  /** Every running replica has this key and wants a change. */
  record Promote(String kekId) implements KekStep {}

  /** The key cannot be rotated to. */
  record Refused(String reason) implements KekStep {}
}
