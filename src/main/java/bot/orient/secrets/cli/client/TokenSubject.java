package bot.orient.secrets.cli.client;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service account that a token is of. */
record TokenSubject(String namespace, String name) {

  private static final Pattern SERVICE_ACCOUNT =
      Pattern.compile("system:serviceaccount:([a-z0-9-]{1,63}):([a-z0-9.-]{1,253})");

  /** Read from the token without checking it, which is for others to do; empty for other tokens. */
  static Optional<TokenSubject> of(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String subject = Json.read(Base64.getUrlDecoder().decode(parts[1])).path("sub").asText();
      Matcher matcher = SERVICE_ACCOUNT.matcher(subject);
      return matcher.matches()
          ? Optional.of(new TokenSubject(matcher.group(1), matcher.group(2)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
