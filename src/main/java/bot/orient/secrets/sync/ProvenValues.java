package bot.orient.secrets.sync;

/** Which of the values that a Secret has, before it is written, are known to work. */
@FunctionalInterface
public interface ProvenValues {

  /** Of a Secret whose values are never put back. */
  ProvenValues NONE = dataKey -> false;

  /** Whether the value of a key is one to go back to, should the next one fail. */
  boolean include(String dataKey);
}
