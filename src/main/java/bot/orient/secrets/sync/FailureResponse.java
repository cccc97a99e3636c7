package bot.orient.secrets.sync;

import java.util.SortedMap;

/** What is done about the rollouts that failed with the values of a Secret. */
public sealed interface FailureResponse {

  /** None failed, or it is not wanted. */
  record Nothing() implements FailureResponse {}

  /** These keys are put back; by their names in the store. */
  record Restore(SortedMap<String, Pins.Pin> pins) implements FailureResponse {}

  /**
   * Nothing is put back: with a part of the keys only, pods would get values that never were
   * together.
   *
   * @param why by the keys' names in the store, for people
   */
  record CannotRestore(SortedMap<String, String> why) implements FailureResponse {}
}
