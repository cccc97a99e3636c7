package bot.orient.secrets.kms;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.kms.v2.EncryptResponse;
import bot.orient.secrets.kms.v2.StatusResponse;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds a plugin's answers against the contract, with the limits of the API server (package {@code
 * k8s.io/apiserver/pkg/storage/value/encrypt/envelope/kmsv2}). What breaks it is not used.
 */
final class KmsAnswers {

  /** Plugins written before the contract became stable in Kubernetes 1.29 say v2beta1. */
  private static final Set<String> VERSIONS = Set.of("v2", "v2beta1");

  private static final String HEALTHY = "ok";

  private static final int MOST_KEY_ID_BYTES = 1024;
  private static final int MOST_CIPHERTEXT_BYTES = 1024;
  private static final int MOST_ANNOTATION_BYTES = 32 * 1024;
  private static final int MOST_HEALTH_CHARACTERS = 200;

  /** RFC 1123: two labels at least, each of 63 characters at most; the dot at the end may be. */
  private static final Pattern DOMAIN_NAME =
      Pattern.compile(
          "(?=.{1,254}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+\\.?");

  private final String plugin;

  /**
   * @param plugin what messages call it
   */
  KmsAnswers(String plugin) {
    this.plugin = plugin;
  }

  /**
   * @return what is wrong with the plugin, by its own words; empty when it is well
   */
  String problem(StatusResponse answer) {
    if (!VERSIONS.contains(answer.getVersion())) {
      throw broken(
          "says in Status that it speaks version '"
              + printable(answer.getVersion())
              + "': a plugin of KMS v2 is needed");
    }
    boolean well = answer.getHealthz().equals(HEALTHY);
    // One that is not well may not know its key.
    if (well || !answer.getKeyId().isEmpty()) {
      keyId(answer.getKeyId());
    }
    return well ? "" : "'" + printable(answer.getHealthz()) + "'";
  }

  void encrypted(EncryptResponse answer) {
    keyId(answer.getKeyId());
    int length = answer.getCiphertext().size();
    if (length == 0 || length > MOST_CIPHERTEXT_BYTES) {
      throw broken(
          "answers Encrypt with a ciphertext of "
              + length
              + " bytes, where the contract allows 1 to 1024");
    }
    long total = 0;
    for (Map.Entry<String, ByteString> entry : answer.getAnnotationsMap().entrySet()) {
      if (!DOMAIN_NAME.matcher(entry.getKey()).matches()) {
        throw broken(
            "answers Encrypt with an annotation whose name is no fully qualified domain name");
      }
      total += entry.getKey().length() + (long) entry.getValue().size();
    }
    if (total > MOST_ANNOTATION_BYTES) {
      throw broken(
          "answers Encrypt with annotations of "
              + total
              + " bytes, where the contract allows 32768");
    }
  }

  /** Printable, for it goes into the database, log lines and messages. */
  private void keyId(String keyId) {
    int length = keyId.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MOST_KEY_ID_BYTES) {
      throw broken(
          "answers with a key id of " + length + " bytes, where the contract allows 1 to 1024");
    }
    if (keyId.chars().anyMatch(Character::isISOControl)) {
      throw broken("answers with a key id that holds control characters");
    }
  }

  KekUnavailableException broken(String how) {
    return new KekUnavailableException(
        plugin + " " + how + ". Nothing was written. Correct or update the plugin");
  }

  private static String printable(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() <= MOST_HEALTH_CHARACTERS
        ? clean
        : clean.substring(0, MOST_HEALTH_CHARACTERS) + "...";
  }
}
