package bot.orient.secrets.testing;

/** One place that control plane programs may come from. */
interface BinarySource {
  /**
   * Gets the programs, however long that takes.
   *
   * @throws MissingBinariesException if the user asked for this source and it is unusable, so that
   *     the next source must not be tried
   */
  Result find();

  /** What a source had. */
  sealed interface Result {}

  record Found(ControlPlaneBinaries binaries) implements Result {}

  /** Nothing; the reason is a sentence for the user. */
  record Absent(String reason) implements Result {}
}
