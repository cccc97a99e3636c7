package bot.orient.secrets.cli.client;

import java.time.Clock;
import java.time.Duration;

/**
 * What the commands work with.
 *
 * @param pause between two questions for what the operator does by itself
 */
record Tools(Opening opening, Terminal terminal, Clock clock, Duration pause) {}
