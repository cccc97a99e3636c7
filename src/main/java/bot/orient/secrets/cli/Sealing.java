package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.SealedText;
import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.ValueSealer;
import java.io.PrintWriter;
import java.time.Clock;
import picocli.CommandLine;

/** Seals what was entered, for a place in a store. */
public final class Sealing {

  private final ValueInput input;
  private final Clock clock;

  public Sealing(ValueInput input, Clock clock) {
    this.input = input;
    this.clock = clock;
  }

  /**
   * Asks for the value and prints it sealed.
   *
   * @param trimNewline takes one line break off the end of what is piped in
   * @param line has the writers
   * @throws IllegalArgumentException when there is no value
   */
  public void seal(
      SealingPublicKey recipient, String scope, String key, boolean trimNewline, CommandLine line) {
    ValueInput.Entered entered = input.read("Value of " + key, LineEnd.MOST_BYTES);
    try (SecretBytes read = entered.value();
        SecretBytes value =
            entered.atTerminal() ? read : LineEnd.of(read, trimNewline, line.getErr())) {
      if (value.length() == 0) {
        throw new IllegalArgumentException(
            "the value is empty: pipe it to standard input, or type it at a terminal");
      }
      SealedText sealed = ValueSealer.seal(recipient, scope, key, value, clock.instant());
      PrintWriter out = line.getOut();
      out.println(sealed.encoded());
      out.flush();
    }
  }
}
