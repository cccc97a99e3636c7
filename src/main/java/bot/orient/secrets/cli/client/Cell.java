package bot.orient.secrets.cli.client;

/**
 * A part of a table.
 *
 * @param text in which nothing harms a terminal
 */
record Cell(String text, Colour colour) {

  /** As terminals know them (ECMA-48). */
  enum Colour {
    NONE(""),
    GOOD("\u001b[32m"),
    WARN("\u001b[33m"),
    BAD("\u001b[31m"),
    FAINT("\u001b[2m");

    private static final String END = "\u001b[0m";

    private final String begin;

    Colour(String begin) {
      this.begin = begin;
    }
  }

  Cell {
    text = Text.plain(text);
  }

  static Cell plain(String text) {
    return new Cell(text, Colour.NONE);
  }

  int width() {
    return text.codePointCount(0, text.length());
  }

  String print(boolean colours) {
    return colours && colour != Colour.NONE ? colour.begin + text + Colour.END : text;
  }
}
