package bot.orient.secrets.testing;

/** What the fake kubelet makes of a pod. */
public enum PodFate {
  /** Runs and is ready at once. */
  READY,
  /** Its containers start and end again: CrashLoopBackOff, never ready. */
  CRASHING,
  /** Nothing happens to it, as when an image takes long to pull. */
  PENDING
}
