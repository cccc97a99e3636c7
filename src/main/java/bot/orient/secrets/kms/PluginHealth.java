package bot.orient.secrets.kms;

import java.time.Duration;

/**
 * What is known of a plugin, and what follows from it. Times are of {@link System#nanoTime}.
 *
 * @param keyId its write key; empty before it first said one
 * @param problem what is wrong with it; empty when it was well the last time
 * @param wellAtNanos when it was last asked and said to be well
 * @param everWell whether it ever was
 */
record PluginHealth(String keyId, String problem, long wellAtNanos, boolean everWell) {

  /** As the API server polls: {@code kmsv2PluginHealthzPositiveInterval} and its negative. */
  private static final Duration POLL_WHEN_WELL = Duration.ofMinutes(1);

  private static final Duration POLL_WHEN_UNWELL = Duration.ofSeconds(10);

  /** As the API server writes on: {@code kmsv2PluginWriteDEKSourceMaxTTL}. */
  static final Duration WRITES_GO_ON = Duration.ofMinutes(3);

  static final PluginHealth UNKNOWN = new PluginHealth("", "it was not asked yet", 0, false);

  /**
   * @param askedAtNanos before the call, so that a slow answer gives no longer lease
   */
  PluginHealth well(String newKeyId, long askedAtNanos) {
    return new PluginHealth(newKeyId, "", askedAtNanos, true);
  }

  /**
   * It answers, and says that it is not well.
   *
   * @param saidKeyId may be empty
   */
  PluginHealth unwell(String saidKeyId, String newProblem) {
    return new PluginHealth(
        saidKeyId.isEmpty() ? keyId : saidKeyId, newProblem, wellAtNanos, everWell);
  }

  /** It does not answer as it should. */
  PluginHealth away(String newProblem) {
    return new PluginHealth(keyId, newProblem, wellAtNanos, everWell);
  }

  boolean isWell() {
    return problem.isEmpty();
  }

  boolean isWritable(long nowNanos) {
    return everWell && nowNanos - wellAtNanos <= WRITES_GO_ON.toNanos();
  }

  Duration untilNextPoll() {
    return isWell() ? POLL_WHEN_WELL : POLL_WHEN_UNWELL;
  }
}
