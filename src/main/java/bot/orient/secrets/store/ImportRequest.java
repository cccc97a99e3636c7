package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;

/** A value found in a Kubernetes Secret, to be taken over into a scope. */
public record ImportRequest(
    String scope,
    String key,
    SecretBytes value,
    String category,
    String description,
    Source source) {

  /** The Secret and the key in it that the value comes from. */
  public record Source(String namespace, String secretName, String secretKey) {}
}
