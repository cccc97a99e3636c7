package bot.orient.secrets.migration;

/**
 * What became of one row, fit for a terminal; never a value.
 *
 * @param key its name in Orient's database, of provider defaults with the use case
 * @param remark what more there is to know, and what to do; may be empty
 */
public record RowReport(String key, ImportOutcome outcome, String remark) {

  private static final int LONGEST_KEY = 80;

  public RowReport {
    // Orient checks no names: one may be anything.
    String plain = String.valueOf(key).replaceAll("\\p{Cntrl}", "?");
    key = plain.length() <= LONGEST_KEY ? plain : plain.substring(0, LONGEST_KEY - 1) + "…";
  }
}
