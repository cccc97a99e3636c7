package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.StandardInput;
import bot.orient.secrets.cli.ValueInput;
import java.io.OutputStream;
import java.util.Optional;

/** Of this process. */
final class ProcessTerminal implements Terminal {

  @Override
  public boolean canAsk() {
    return System.console() != null || StandardInput.isTerminal(0);
  }

  @Override
  public boolean isSeen() {
    return System.console() != null || StandardInput.isTerminal(1);
  }

  @Override
  public ValueInput values() {
    return new StandardInput();
  }

  @Override
  public Optional<String> ask(String question) {
    return System.console() == null
        ? Optional.empty()
        : Optional.ofNullable(System.console().readLine("%s", question));
  }

  @Override
  public OutputStream bytes() {
    return System.out;
  }

  @Override
  public Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name));
  }
}
