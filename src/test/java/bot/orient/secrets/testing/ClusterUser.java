package bot.orient.secrets.testing;

import java.util.List;

/**
 * Somebody who may call the API server with a token of their own; RBAC decides what they may do.
 */
public record ClusterUser(String name, List<String> groups) {
  /** May do everything. */
  public static final ClusterUser ADMIN = new ClusterUser("admin", List.of("system:masters"));

  /** May do nothing until a role is bound to it. */
  public static final ClusterUser OPERATOR = named("operator");

  public ClusterUser {
    groups = List.copyOf(groups);
  }

  /** A user in no group of their own: may do nothing until a role is bound to the name. */
  public static ClusterUser named(String name) {
    return new ClusterUser(name, List.of());
  }
}
