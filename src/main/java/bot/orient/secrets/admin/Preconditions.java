package bot.orient.secrets.admin;

import bot.orient.secrets.store.Expectation;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.RequestToken;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a writer expects and by which token a write can be repeated, from the header. */
final class Preconditions {

  /** A strong entity tag that holds a revision, as answers bear it. */
  private static final Pattern REVISION = Pattern.compile("\"([1-9][0-9]{0,17})\"");

  /** A strong entity tag of provider choices, see {@link ChoicesTag}. */
  private static final Pattern CHOICES = Pattern.compile("\"([0-9a-f]{24})\"");

  private static final Pattern QUOTED = Pattern.compile("\"(.*)\"");

  private Preconditions() {}

  static Expectation expectation(ApiRequest request) {
    if (onlyIfThereIsNone(request)) {
      return Expectation.absent();
    }
    return request
        .header(RequestHeader.IF_MATCH)
        .map(tag -> Expectation.revision(revision(tag)))
        .orElseGet(Expectation::anything);
  }

  /** What is expected of a set of provider choices, whose tag is made of its content. */
  static Predicate<Map<String, ProviderChoice>> choices(ApiRequest request) {
    if (onlyIfThereIsNone(request)) {
      return Map::isEmpty;
    }
    Optional<String> match = request.header(RequestHeader.IF_MATCH);
    if (match.isEmpty()) {
      return before -> true;
    }
    Matcher tag = CHOICES.matcher(match.get());
    if (!tag.matches()) {
      throw malformed(
          RequestHeader.IF_MATCH, "If-Match must be one tag in quotes, as the ETag of an answer");
    }
    return before -> !before.isEmpty() && ChoicesTag.of(before).equals(tag.group(1));
  }

  private static boolean onlyIfThereIsNone(ApiRequest request) {
    Optional<String> match = request.header(RequestHeader.IF_MATCH);
    Optional<String> noneMatch = request.header(RequestHeader.IF_NONE_MATCH);
    if (match.isPresent() && noneMatch.isPresent()) {
      throw malformed(
          RequestHeader.IF_MATCH, "If-Match and If-None-Match exclude each other; send one");
    }
    if (noneMatch.isPresent() && !noneMatch.get().equals("*")) {
      throw malformed(
          RequestHeader.IF_NONE_MATCH, "If-None-Match can only be *: write if there is none yet");
    }
    return noneMatch.isPresent();
  }

  private static long revision(String tag) {
    Matcher revision = REVISION.matcher(tag);
    if (!revision.matches()) {
      throw malformed(
          RequestHeader.IF_MATCH,
          "If-Match must be one revision in quotes, as the ETag of an answer: \"3\"");
    }
    return Long.parseLong(revision.group(1));
  }

  /** In quotes, as the draft of the header says, or bare, as most send it. */
  static Optional<RequestToken> token(ApiRequest request) {
    return request
        .header(RequestHeader.IDEMPOTENCY_KEY)
        .map(
            text -> {
              Matcher quoted = QUOTED.matcher(text);
              return new RequestToken(quoted.matches() ? quoted.group(1) : text);
            });
  }

  private static ProblemException malformed(String header, String detail) {
    return Problem.in(header, ProblemType.MALFORMED_REQUEST, detail).asException();
  }
}
