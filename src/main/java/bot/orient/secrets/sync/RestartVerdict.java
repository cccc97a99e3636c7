package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.Optional;

/** Whether a restart that is due may begin now. */
public sealed interface RestartVerdict {

  /**
   * As soon as the cap allows.
   *
   * @param since when it became so, which is the order in which workloads take their turn
   */
  record MayBegin(Instant since) implements RestartVerdict {}

  /**
   * Not yet.
   *
   * @param why for people
   * @param until when to look again; empty when another workload's progress decides
   */
  record Held(String why, Optional<Instant> until) implements RestartVerdict {}

  /**
   * Not by itself: only a person begins it.
   *
   * @param why for people, and what to do
   */
  record ByHand(String why) implements RestartVerdict {}

  /** Never: a person dropped it. */
  record Skipped() implements RestartVerdict {}
}
