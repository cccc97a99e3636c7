package bot.orient.secrets.kms;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyService;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.kms.v2.DecryptRequest;
import bot.orient.secrets.kms.v2.EncryptRequest;
import bot.orient.secrets.kms.v2.EncryptResponse;
import bot.orient.secrets.kms.v2.StatusRequest;
import bot.orient.secrets.kms.v2.StatusResponse;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin of KMS v2 as a key service; its health is known from the last look at it. */
final class KmsPlugin implements KeyService, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KmsPlugin.class);

  private final String name;
  private final KmsCalls calls;
  private final KmsAnswers answers;
  private final LongSupplier nanoTime;
  private volatile PluginHealth health = PluginHealth.UNKNOWN;

  KmsPlugin(String name, KmsCalls calls, LongSupplier nanoTime) {
    this.name = name;
    this.calls = calls;
    this.answers = new KmsAnswers(name);
    this.nanoTime = nanoTime;
  }

  /**
   * Looks how the plugin is and which key it writes with.
   *
   * @throws KekUnavailableException when it does not answer, or not as it should; that it calls
   *     itself unwell is no failure here
   */
  synchronized void look() {
    long askedAt = nanoTime.getAsLong();
    PluginHealth before = health;
    try {
      StatusResponse answer =
          calls.call("Status", "none", stub -> stub.status(StatusRequest.getDefaultInstance()));
      String problem = answers.problem(answer);
      health =
          problem.isEmpty()
              ? before.well(answer.getKeyId(), askedAt)
              : before.unwell(
                  answer.getKeyId(), name + " says that it is not well: " + problem + "; check it");
    } catch (KekUnavailableException e) {
      health = before.away(e.getMessage());
      throw e;
    } finally {
      tell(before, health);
    }
  }

  PluginHealth health() {
    return health;
  }

  @Override
  public String keyId() {
    return health.keyId();
  }

  /** A plugin that has come back is noticed here, without waiting for the next look. */
  @Override
  public void requireWritable() {
    if (health.isWritable(nanoTime.getAsLong())) {
      return;
    }
    try {
      look();
    } catch (KekUnavailableException e) {
      LOG.debug("still not writable", e);
    }
    if (!health.isWritable(nanoTime.getAsLong())) {
      throw new KeyServiceUnavailableException(
          "no value is written while the key service is not well for longer than "
              + PluginHealth.WRITES_GO_ON.toMinutes()
              + " minutes; values are still read. "
              + health.problem());
    }
  }

  @Override
  public Encrypted encrypt(SecretBytes plaintext) {
    byte[] bytes = plaintext.toByteArray();
    try {
      String uid = UUID.randomUUID().toString();
      EncryptRequest request =
          EncryptRequest.newBuilder().setUid(uid).setPlaintext(ByteString.copyFrom(bytes)).build();
      EncryptResponse answer = calls.call("Encrypt", uid, stub -> stub.encrypt(request));
      answers.encrypted(answer);
      requireWriteKey(answer.getKeyId());
      if (answer.getCiphertext().equals(request.getPlaintext())) {
        throw answers.broken("answers Encrypt with what it was to encrypt");
      }
      Map<String, byte[]> annotations = new HashMap<>();
      answer
          .getAnnotationsMap()
          .forEach((name, value) -> annotations.put(name, value.toByteArray()));
      return new Encrypted(answer.getKeyId(), answer.getCiphertext().toByteArray(), annotations);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** What Status says counts; the plugin may have rotated since it was last asked. */
  private void requireWriteKey(String keyId) {
    if (!keyId.equals(keyId())) {
      look();
    }
    if (!keyId.equals(keyId())) {
      throw answers.broken(
          "encrypts with key '" + keyId + "' while its Status names '" + keyId() + "'");
    }
  }

  @Override
  public SecretBytes decrypt(Encrypted encrypted) {
    String uid = UUID.randomUUID().toString();
    DecryptRequest.Builder request =
        DecryptRequest.newBuilder()
            .setUid(uid)
            .setKeyId(encrypted.keyId())
            .setCiphertext(ByteString.copyFrom(encrypted.ciphertext()));
    encrypted
        .annotations()
        .forEach((name, value) -> request.putAnnotations(name, ByteString.copyFrom(value)));
    return SecretBytes.owning(
        calls
            .call("Decrypt", uid, stub -> stub.decrypt(request.build()))
            .getPlaintext()
            .toByteArray());
  }

  @Override
  public String description() {
    return name;
  }

  private static void tell(PluginHealth before, PluginHealth now) {
    if (!now.isWell() && !now.problem().equals(before.problem())) {
      LOG.warn(
          "{}; values are still read, and written for {} minutes after it was last well",
          now.problem(),
          PluginHealth.WRITES_GO_ON.toMinutes());
    }
    if (now.isWell() && !before.isWell() && before.everWell()) {
      LOG.info("the key service is well again");
    }
    if (!before.keyId().isEmpty() && !before.keyId().equals(now.keyId())) {
      LOG.info(
          "the key service rotated its key from '{}' to '{}', which data keys are wrapped with"
              + " once every replica has seen it",
          before.keyId(),
          now.keyId());
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
