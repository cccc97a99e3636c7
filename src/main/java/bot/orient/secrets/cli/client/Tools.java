package bot.orient.secrets.cli.client;

import java.time.Clock;

/** What the commands work with. */
record Tools(Opening opening, Terminal terminal, Clock clock) {}
