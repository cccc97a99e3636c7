package bot.orient.secrets.cli.client;

/** Text that others wrote, made harmless for a terminal. */
final class Text {

  private Text() {}

  /** Without control and format characters, which can move the cursor or hide what follows. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              int type = Character.getType(character);
              boolean harmful =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              plain.appendCodePoint(harmful ? '?' : character);
            });
    return plain.toString();
  }
}
