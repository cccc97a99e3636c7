package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.ValueInput;
import java.io.OutputStream;
import java.util.Optional;

/** What the process is connected to. */
interface Terminal {

  /** Whether somebody can type. */
  boolean canAsk();

  /** Whether somebody sees what is printed. */
  boolean isSeen();

  /** Values that are typed or piped in. */
  ValueInput values();

  /** What somebody typed after the question, with echo; empty at the end of the input. */
  Optional<String> ask(String question);

  /** For values as they are, which may be no text. */
  OutputStream bytes();

  /** A variable of the environment. */
  Optional<String> variable(String name);
}
