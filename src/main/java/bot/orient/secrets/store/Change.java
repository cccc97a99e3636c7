package bot.orient.secrets.store;

/**
 * One change as the feed tells it.
 *
 * @param name the secret's key, the granted namespace, or the name of the provider defaults
 */
public record Change(String scope, Kind kind, String name) {

  /** What changed. */
  public enum Kind {
    SECRET,
    GRANT,
    PROVIDERS
  }
}
