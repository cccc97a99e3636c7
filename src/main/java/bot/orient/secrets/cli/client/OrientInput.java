package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.OrientAccess;
import bot.orient.secrets.crypto.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How to get into Orient's database: from variables, from files that variables name, or typed.
 * Never from the command line, which other users of the machine can see.
 */
final class OrientInput {

  private static final int MOST_BYTES = 64 * 1024;

  private final Terminal terminal;

  OrientInput(Terminal terminal) {
    this.terminal = terminal;
  }

  /** May have a password in it. */
  String url() {
    return textOrFile(OrientAccess.URL)
        .or(() -> asked("Orient's DATABASE_URL"))
        .orElseThrow(
            () ->
                missing(
                    OrientAccess.URL,
                    "Orient's own DATABASE_URL, such as"
                        + " postgresql://user@db.example:5432/whatsapp_bot_0"));
  }

  Optional<String> user() {
    return text(OrientAccess.USER);
  }

  /** Empty where the URL has it, or none is needed. */
  Optional<String> password() {
    return textOrFile(OrientAccess.PASSWORD);
  }

  String masterKey() {
    return textOrFile(OrientAccess.MASTER_KEY)
        .or(() -> asked("ORIENT_MASTER_KEY of Orient's services"))
        .orElseThrow(
            () -> missing(OrientAccess.MASTER_KEY, "the key that Orient's services run with"));
  }

  private Optional<String> text(String variable) {
    return terminal.variable(variable).filter(text -> !text.isBlank());
  }

  private Optional<String> textOrFile(String variable) {
    Optional<String> file = text(variable + "_FILE");
    if (file.isEmpty()) {
      return text(variable);
    }
    try {
      String content = Files.readString(Path.of(file.get())).strip();
      if (!content.isEmpty()) {
        return Optional.of(content);
      }
    } catch (IOException e) {
      throw ClientException.usage(variable + "_FILE: cannot read " + file.get());
    }
    throw ClientException.usage(variable + "_FILE: " + file.get() + " is empty");
  }

  /** Without echo; empty where nobody can be asked. */
  private Optional<String> asked(String what) {
    if (!terminal.canAsk()) {
      return Optional.empty();
    }
    try (SecretBytes typed = terminal.values().read(what, MOST_BYTES).value()) {
      byte[] bytes = typed.toByteArray();
      String text = new String(bytes, StandardCharsets.UTF_8);
      Arrays.fill(bytes, (byte) 0);
      return Optional.of(text).filter(entered -> !entered.isBlank());
    }
  }

  private static ClientException missing(String variable, String what) {
    return ClientException.usage(
        variable + " is not set: " + what + "; or " + variable + "_FILE, a file that holds it");
  }
}
