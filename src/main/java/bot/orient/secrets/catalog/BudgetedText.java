package bot.orient.secrets.catalog;

/**
 * Text that can be read only so often. A format from a user's catalog may backtrack without end; a
 * bound on the length alone does not stop that, a bound on the steps does.
 */
final class BudgetedText implements CharSequence {

  /** Reads of one character: some 250 passes over the longest text, done within milliseconds. */
  private static final int READS = 1_000_000;

  private final CharSequence text;
  private int left = READS;

  BudgetedText(CharSequence text) {
    this.text = text;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (left-- <= 0) {
      throw new SpentException();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BudgetedText(text.subSequence(start, end));
  }

  /** Not the text itself: it may be the value of a secret. */
  @Override
  public String toString() {
    return "text of " + text.length() + " characters";
  }

  /** The budget is spent. */
  static final class SpentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private SpentException() {
      super(null, null, false, false);
    }
  }
}
