package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may be written; everything else is refused with the name of the field and its bounds. */
final class WriteRules {

  /** Kubernetes holds 1 MiB in a Secret; this leaves room for sixteen of the largest values. */
  static final int MAX_VALUE_BYTES = 64 * 1024;

  private static final int MAX_TEXT = 1024;
  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,252}");
  private static final Pattern SCOPE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** Orient's own key would lie in the table that it encrypts. */
  static final String FORBIDDEN_KEY = "ORIENT_MASTER_KEY";

  private WriteRules() {}

  static void check(PutRequest request) {
    secret(request.scope(), request.key(), request.category(), request.description());
    value(request.value());
    precondition(request.expected(), request.token());
  }

  static void check(RollbackRequest request) {
    secret(request.scope(), request.key(), null, null);
    if (request.version() < 1) {
      throw new InvalidSecretException("version must be 1 or more");
    }
    precondition(request.expected(), request.token());
  }

  private static void precondition(Expectation expected, Optional<RequestToken> token) {
    if (expected instanceof Expectation.Revision revision && revision.revision() < 1) {
      throw new InvalidSecretException(
          "expected revision must be 1 or more; to write only what is not there yet, expect absence");
    }
    token.ifPresent(WriteRules::token);
  }

  private static void token(RequestToken token) {
    if (!token.isUsable()) {
      throw new InvalidSecretException("requestToken " + RequestToken.RULE);
    }
  }

  static void check(ImportRequest request) {
    secret(request.scope(), request.key(), request.category(), request.description());
    value(request.value());
    name("source.namespace", request.source().namespace());
    name("source.secretName", request.source().secretName());
    name("source.secretKey", request.source().secretKey());
  }

  static void check(OrientImportRequest request) {
    secret(request.scope(), request.key(), request.category(), request.description());
    value(request.value());
    if (request.source() != null) {
      name("source", request.source());
    }
    request.token().ifPresent(WriteRules::token);
  }

  /** Its value is looked at when it was made. */
  static void check(GenerateRequest request) {
    secret(request.scope(), request.key(), request.category(), request.description());
  }

  /** Its text is looked at when it is read. */
  static void check(SealedImportRequest request) {
    secret(request.scope(), request.key(), request.category(), request.description());
    if (request.text() == null) {
      throw new InvalidSecretException("text is missing");
    }
  }

  static void check(AuditQuery query) {
    if (query.limit() < 1 || query.limit() > AuditQuery.LARGEST_PAGE) {
      throw new InvalidSecretException("limit must be 1 to " + AuditQuery.LARGEST_PAGE);
    }
    query.scope().ifPresent(WriteRules::scope);
  }

  static boolean isKey(String key) {
    return key != null && KEY.matcher(key).matches();
  }

  static void compromise(String scope, String reason) {
    scope(scope);
    text("reason", reason);
  }

  static void actor(Actor actor) {
    name("actor.name", actor.name());
    name("actor.source", actor.source());
  }

  static void scope(String scope) {
    matches("scope", scope, SCOPE, "lower-case letters, digits, '-' and '.', 253 at most");
  }

  static void namespace(String namespace) {
    matches("namespace", namespace, SCOPE, "lower-case letters, digits, '-' and '.', 253 at most");
  }

  static void providers(String scope, String name, Map<String, ProviderChoice> choices) {
    scope(scope);
    name("name", name);
    choices.forEach(
        (useCase, choice) -> {
          name("use case", useCase);
          name("provider of " + useCase, choice.provider());
          text("model of " + useCase, choice.model());
        });
  }

  private static void secret(String scope, String key, String category, String description) {
    scope(scope);
    matches(
        "key",
        key,
        KEY,
        "a letter or '_', then letters, digits, '_', '.' and '-', 253 characters at most");
    if (key.equals(FORBIDDEN_KEY)) {
      throw new InvalidSecretException(
          "key must not be ORIENT_MASTER_KEY: that key encrypts a store and is never kept in one");
    }
    text("category", category);
    text("description", description);
  }

  private static void value(SecretBytes value) {
    if (value == null) {
      throw new InvalidSecretException("value is missing; to write an empty one, give no bytes");
    }
    if (value.length() > MAX_VALUE_BYTES) {
      throw new InvalidSecretException("value is longer than 65536 bytes, the longest allowed");
    }
  }

  private static void matches(String field, String text, Pattern pattern, String rule) {
    if (text == null || !pattern.matcher(text).matches()) {
      throw new InvalidSecretException(field + " must be " + rule);
    }
  }

  private static void name(String field, String text) {
    if (text == null || text.isBlank()) {
      throw new InvalidSecretException(field + " is missing");
    }
    text(field, text);
  }

  /** No control characters: the text ends up in logs and on terminals. */
  private static void text(String field, String text) {
    if (text == null) {
      return;
    }
    if (text.length() > MAX_TEXT) {
      throw new InvalidSecretException(field + " is longer than 1024 characters");
    }
    boolean plain =
        text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    if (!plain) {
      throw new InvalidSecretException(field + " holds a control character");
    }
  }
}
