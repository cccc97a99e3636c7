package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.PlantedValue;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes values that occur once, all with one mark, by which a leak of any of them is found; and
 * tells which one a text is without repeating it.
 */
final class Values {

  private static final String BAD = "-bad";

  private final PlantedValue mark =
      PlantedValue.of(
          "a value of chaos", "planted-", UUID.randomUUID().toString().replace("-", ""));

  private final Map<String, String> names = new ConcurrentHashMap<>();

  /** A value that there was never before. */
  String next(StoreKey key, int number) {
    String value = mark.text() + "-" + Integer.toHexString(key.hashCode()) + "-" + number;
    names.put(value, key + " #" + number);
    return value;
  }

  /** The same, but pods that use it crash. */
  String nextBad(StoreKey key, int number) {
    String value = next(key, number) + BAD;
    names.put(value, key + " #" + number + ", which is bad");
    return value;
  }

  static boolean isBad(String value) {
    return value.endsWith(BAD);
  }

  /** Whether any of the values can be read out of the text, in any spelling. */
  boolean areIn(String text) {
    return mark.isIn(text);
  }

  /** Such as {@code shop/TOKEN #3}. */
  String name(String value) {
    return names.getOrDefault(
        value, value.isEmpty() ? "an empty value" : "a value that nobody wrote");
  }
}
