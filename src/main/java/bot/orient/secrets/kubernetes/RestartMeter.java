package bot.orient.secrets.kubernetes;

/** Counts restarts of workloads. */
public interface RestartMeter {

  /** What became of one. */
  enum Event {
    STARTED,
    FINISHED,
    FAILED,
    /** A value changed in a Secret that a workload uses, and its pods did not need it. */
    AVOIDED
  }

  void count(Event event);
}
