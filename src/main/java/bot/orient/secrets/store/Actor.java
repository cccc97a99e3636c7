package bot.orient.secrets.store;

import java.util.Objects;

/**
 * Who makes a change.
 *
 * @param name a user name, a service account, or a field manager
 * @param source the resource or program the change came by, such as {@code Secret shop/api-keys via
 *     OrientSecret shop/app}
 */
public record Actor(String name, Kind kind, String source) {

  /** What sort of actor it is. */
  public enum Kind {
    USER,
    SERVICE_ACCOUNT,
    FIELD_MANAGER,
    OPERATOR
  }

  public Actor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(source, "source");
  }
}
