package bot.orient.secrets.chaos;

/**
 * Something that can be broken and made whole.
 *
 * @param longestMillis that it stays broken
 */
record Fault(String name, int longestMillis, Step begin, Step end) {

  /** One side of it. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** One that is over as soon as it has happened. */
  static Fault moment(String name, Step step) {
    return new Fault(name, 0, step, () -> {});
  }
}
