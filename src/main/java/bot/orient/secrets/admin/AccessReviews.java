package bot.orient.secrets.admin;

import java.util.Optional;

/** Finds out what a caller may do. */
interface AccessReviews {

  /**
   * Asks whether a caller may do something.
   *
   * @param namespace where; empty means everywhere
   * @throws ClusterUnavailableException when nobody can tell now
   */
  boolean allows(Caller caller, Permission permission, Optional<String> namespace);
}
