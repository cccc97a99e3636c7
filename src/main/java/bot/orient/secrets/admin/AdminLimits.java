package bot.orient.secrets.admin;

import java.time.Duration;

/**
 * What one client may take of the server.
 *
 * @param perUser calls of one user
 * @param newTokens of one address, which the API server is asked about
 * @param silence after which a connection is closed
 * @param connections at once
 */
record AdminLimits(RateLimit perUser, RateLimit newTokens, Duration silence, int connections) {

  /** A script that walks a scope does not notice; one that guesses keys does. */
  static final AdminLimits DEFAULT =
      new AdminLimits(new RateLimit(50, 10), new RateLimit(50, 10), Duration.ofSeconds(15), 200);
}
