package bot.orient.secrets.store;

import java.util.UUID;

/**
 * Names one write to one secret, chosen by who makes it: the same token again gets the first
 * result, and nothing is written twice. Good tokens are a random UUID kept until the answer came,
 * or a resource's uid and generation.
 *
 * @param text 1 to 128 characters
 */
public record RequestToken(String text) {

  static final int MAX_LENGTH = 128;

  static RequestToken random() {
    return new RequestToken(UUID.randomUUID().toString());
  }
}
