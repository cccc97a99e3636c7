package bot.orient.secrets.store;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one write to one secret, chosen by who makes it: the same token again gets the first
 * result, and nothing is written twice. Good tokens are a random UUID kept until the answer came,
 * or a resource's uid and generation.
 *
 * @param text 1 to 128 characters
 */
public record RequestToken(String text) {

  static final int MAX_LENGTH = 128;

  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1," + MAX_LENGTH + "}");

  /** The rule, for people, after the name of the field. */
  public static final String RULE =
      "must be 1 to 128 printable ASCII characters without spaces, such as a UUID";

  /** Whether a write can be named so. */
  public boolean isUsable() {
    return text != null && USABLE.matcher(text).matches();
  }

  static RequestToken random() {
    return new RequestToken(UUID.randomUUID().toString());
  }
}
