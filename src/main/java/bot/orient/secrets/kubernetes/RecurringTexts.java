package bot.orient.secrets.kubernetes;

/**
 * Gives equal short texts as one object as long as they recur. There are so many places and no
 * more: a text that comes may put out another one, which is then kept twice at worst.
 */
final class RecurringTexts {

  private static final int PLACES = 1 << 13;
  private static final int LONGEST = 64;

  /** Written by many threads without a lock: whichever text of equal ones is seen will do. */
  private final String[] places = new String[PLACES];

  String shared(String text) {
    if (text == null || text.length() > LONGEST) {
      return text;
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    String there = places[place];
    if (text.equals(there)) {
      return there;
    }
    places[place] = text;
    return text;
  }
}
