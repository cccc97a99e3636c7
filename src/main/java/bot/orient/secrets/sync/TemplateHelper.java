package bot.orient.secrets.sync;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a template can do to a part of itself: {@code {{#json}}...{{/json}}}. */
enum TemplateHelper {
  /** RFC 4648 with padding, on one line. */
  BASE64(true) {
    @Override
    byte[] apply(byte[] part) {
      return Base64.getEncoder().encode(part);
    }
  },

  /** A string of RFC 8259, its double quotes included. */
  JSON(false) {
    @Override
    byte[] apply(byte[] part) {
      byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(decoded(part));
      byte[] quoted = new byte[escaped.length + 2];
      quoted[0] = '"';
      System.arraycopy(escaped, 0, quoted, 1, escaped.length);
      quoted[quoted.length - 1] = '"';
      return quoted;
    }
  },

  /** A word in single quotes as POSIX shells read it: a single quote in it becomes {@code '\''}. */
  QUOTE(false) {
    @Override
    byte[] apply(byte[] part) {
      return ("'" + decoded(part).replace("'", "'\\''") + "'").getBytes(StandardCharsets.UTF_8);
    }
  },

  /** RFC 3986: all but its unreserved characters as {@code %XX}. */
  URLENCODE(true) {
    @Override
    byte[] apply(byte[] part) {
      StringBuilder encoded = new StringBuilder(part.length);
      for (byte one : part) {
        char plain = (char) (one & 0xff);
        if (UNRESERVED.indexOf(plain) >= 0) {
          encoded.append(plain);
        } else {
          encoded.append('%').append(HEX.toHexDigits(one));
        }
      }
      return encoded.toString().getBytes(StandardCharsets.US_ASCII);
    }
  };

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final boolean anyBytes;

  TemplateHelper(boolean anyBytes) {
    this.anyBytes = anyBytes;
  }

  /** Whether the part may be other than UTF-8 text. */
  boolean takesAnyBytes() {
    return anyBytes;
  }

  /** The part as it is to stand in the file. */
  abstract byte[] apply(byte[] part);

  static Optional<TemplateHelper> named(String name) {
    return Arrays.stream(values()).filter(helper -> helper.text().equals(name)).findFirst();
  }

  /** The name as it stands in a template. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String names() {
    return Arrays.stream(values()).map(TemplateHelper::text).collect(Collectors.joining(", "));
  }

  private static String decoded(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
