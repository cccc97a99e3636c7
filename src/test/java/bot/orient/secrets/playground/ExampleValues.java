package bot.orient.secrets.playground;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SecretStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Made-up values, new ones each time, for what the examples leave to the store. */
final class ExampleValues {

  private static final String SHARED_SCOPE = "platform.shared";
  private static final Actor WRITER = new Actor("playground", Actor.Kind.USER, "playground");

  /** What values of the keys usually look like, with a random part. */
  private static final Map<String, String> FORMS =
      Map.of(
          "JIRA_API_TOKEN", "ATATT%s",
          "SLACK_BOT_TOKEN", "xoxb-%s",
          "GITHUB_TOKEN", "ghp_%s",
          "ANTHROPIC_API_KEY", "sk-ant-%s",
          "GITHUB_WEBHOOK_SECRET", "%s",
          "SHOP_API_TOKEN", "shop-%s");

  private static final Map<String, String> SHARED_FORMS =
      Map.of(
          "GOOGLE_OAUTH_CLIENT_ID", "0-%s.apps.googleusercontent.com",
          "GOOGLE_OAUTH_CLIENT_SECRET", "GOCSPX-%s");

  /** How values begin that make the pods of the playground fail. */
  static final String REVOKED = "revoked-";

  private final SecretStore store;
  private final String namespace;

  ExampleValues(SecretStore store, String namespace) {
    this.store = store;
    this.namespace = namespace;
  }

  void write() {
    FORMS.forEach((key, form) -> put(namespace, key, form));
    SHARED_FORMS.forEach((key, form) -> put(SHARED_SCOPE, key, form));
    store.grant(SHARED_SCOPE, namespace, WRITER);
  }

  /** Writes a new value of one of the namespace's keys; answers it. */
  String rotate(String key) {
    return put(namespace, key, FORMS.get(key));
  }

  /** Writes a value that the issuer has revoked already; answers it. */
  String revoke(String key) {
    return put(namespace, key, REVOKED + "%s");
  }

  private String put(String scope, String key, String form) {
    String value = form.formatted(UUID.randomUUID().toString().replace("-", ""));
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      store.put(PutRequest.of(scope, key, bytes), WRITER);
    }
    return value;
  }
}
