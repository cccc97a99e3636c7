package bot.orient.secrets.sync;

/**
 * One way in which a workload's pods consume a Secret of their namespace.
 *
 * @param keys which keys of the Secret are consumed
 * @param medium how the value reaches the process
 * @param optional whether a pod starts although the Secret or the key is missing
 */
public record SecretUse(String secretName, KeySelection keys, Medium medium, boolean optional) {

  /** Which keys of a Secret are consumed. */
  public sealed interface KeySelection {

    /** Whether the key is one of the selected ones. */
    default boolean covers(String dataKey) {
      return this instanceof EveryKey
          || this instanceof OneKey one && one.dataKey().equals(dataKey)
          || this instanceof OneFile file && file.dataKey().equals(dataKey);
    }
  }

  /** Whatever keys the Secret has when the pod starts. */
  public record EveryKey() implements KeySelection {}

  /** A single key, named in the pod spec. */
  public record OneKey(String dataKey) implements KeySelection {}

  /**
   * A single file of a volume that has all keys: the pod waits for the Secret, but starts without
   * the key.
   */
  public record OneFile(String dataKey) implements KeySelection {}

  /** How a value reaches the process, which is whether it can change in a running pod. */
  public enum Medium {
    /** Fixed for the life of the container: an environment variable, or a subPath mount. */
    ENVIRONMENT,
    /** A mounted file that the kubelet refreshes. */
    FILE
  }

  /** Whether the pod cannot start before this one key exists. */
  boolean requiresItsKey() {
    return !optional && keys instanceof OneKey;
  }
}
