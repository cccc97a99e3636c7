package bot.orient.secrets.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A value that occurs nowhere else, to be hunted in whatever the operator leaves behind: as text,
 * in base64 at any offset, in hex, and as a list of numbers.
 */
public final class PlantedValue {

  /** Long enough that no part of it occurs by chance. */
  private static final int HUNTED = 16;

  private final String name;
  private final String text;
  private final Set<String> forms;

  private PlantedValue(String name, String text, Set<String> forms) {
    this.name = name;
    this.text = text;
    this.forms = forms;
  }

  /**
   * @param name says where the value was planted
   */
  public static PlantedValue plant(String name) {
    return plant(name, "planted-");
  }

  /**
   * @param prefix that the value has in public, such as {@code xoxb-}
   */
  public static PlantedValue plant(String name, String prefix) {
    return of(name, prefix, UUID.randomUUID().toString().replace("-", ""));
  }

  /** For a value that cannot be chosen freely. */
  public static PlantedValue of(String name, String prefix, String secret) {
    return new PlantedValue(name, prefix + secret, forms(secret));
  }

  private static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new TreeSet<>();
    forms.add(secret.substring(0, HUNTED).toLowerCase(Locale.ROOT));
    forms.add(secret.substring(secret.length() - HUNTED).toLowerCase(Locale.ROOT));
    forms.add(HexFormat.of().formatHex(bytes));
    String numbers = Arrays.toString(bytes);
    forms.add(numbers.substring(1, numbers.length() - 1));
    forms.add(numbers.substring(1, numbers.length() - 1).replace(" ", ""));
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[offset + bytes.length];
      System.arraycopy(bytes, 0, shifted, offset, bytes.length);
      String base64 = Base64.getEncoder().encodeToString(shifted);
      // The ends depend on what stands beside the value.
      forms.add(base64.substring(4, base64.length() - 4).toLowerCase(Locale.ROOT));
    }
    return forms;
  }

  public String text() {
    return text;
  }

  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  /** Whether the value can be read out of the text, in any spelling. */
  public boolean isIn(String haystack) {
    String lower = haystack.toLowerCase(Locale.ROOT);
    return forms.stream().anyMatch(lower::contains);
  }

  /** Says where it was planted; not the value, so that a failing test does not spread it. */
  @Override
  public String toString() {
    return "the value planted as " + name;
  }
}
