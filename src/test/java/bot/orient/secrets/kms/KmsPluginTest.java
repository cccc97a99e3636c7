package bot.orient.secrets.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyService.Encrypted;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.kms.v2.EncryptResponse;
import bot.orient.secrets.testing.TestKmsPlugin;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Over a real socket, with a clock of the test's own. */
class KmsPluginTest {

  private static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final SecretBytes PLAINTEXT =
      SecretBytes.owning("planted-0815-planted-0815-plante".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path directory;

  private final AtomicLong nanos = new AtomicLong();
  private TestKmsPlugin server;
  private KmsPlugin plugin;

  @BeforeEach
  void start() {
    server = TestKmsPlugin.start(directory.resolve("kms.sock"));
    plugin = connect(DEADLINE);
  }

  @AfterEach
  void stop() {
    plugin.close();
    server.close();
  }

  private KmsPlugin connect(Duration deadline) {
    KmsEndpoint endpoint = KmsEndpoint.parse(server.endpoint());
    String name = "KMS plugin " + endpoint;
    return new KmsPlugin(name, new KmsCalls(endpoint, name, deadline, nanos::get), nanos::get);
  }

  @Test
  void decryptsWhatItEncrypted() {
    plugin.look();

    Encrypted encrypted = plugin.encrypt(PLAINTEXT);

    assertThat(encrypted.keyId()).isEqualTo(TestKmsPlugin.FIRST_KEY);
    assertThat(encrypted.annotations()).isNotEmpty();
    assertThat(plugin.decrypt(encrypted)).isEqualTo(PLAINTEXT);
  }

  @Test
  void goesOnWithTheKeyThatThePluginRotatedTo() {
    plugin.look();
    Encrypted before = plugin.encrypt(PLAINTEXT);

    server.rotateTo("key-2");
    Encrypted after = plugin.encrypt(PLAINTEXT);

    assertThat(after.keyId()).isEqualTo("key-2");
    assertThat(plugin.keyId()).isEqualTo("key-2");
    assertThat(plugin.decrypt(before)).isEqualTo(PLAINTEXT);
  }

  static Stream<Arguments> answersThatBreakTheContract() {
    return Stream.of(
        encryption("ciphertext of 0 bytes", answer -> answer.clearCiphertext()),
        encryption("ciphertext of 1025 bytes", answer -> answer.setCiphertext(zeros(1025))),
        encryption("key id of 0 bytes", answer -> answer.clearKeyId()),
        encryption("key id of 1025 bytes", answer -> answer.setKeyId("k".repeat(1025))),
        encryption("control characters", answer -> answer.setKeyId("key\nINFO forged line")),
        encryption(
            "encrypts with key 'key-9' while its Status names 'key-1'",
            answer -> answer.setKeyId("key-9")),
        encryption(
            "no fully qualified domain name", answer -> answer.putAnnotations("nonce", zeros(1))),
        encryption(
            "no fully qualified domain name",
            answer -> answer.putAnnotations("Nonce.example.test", zeros(1))),
        encryption(
            "annotations of 32",
            answer -> answer.putAnnotations("a.example.test", zeros(32 * 1024))),
        encryption(
            "answers Encrypt with more than the contract allows",
            answer -> answer.putAnnotations("a.example.test", zeros(70_000))),
        encryption(
            "with what it was to encrypt",
            answer -> answer.setCiphertext(ByteString.copyFrom(PLAINTEXT.toByteArray()))));
  }

  private static Arguments encryption(
      String complaint, UnaryOperator<EncryptResponse.Builder> change) {
    return Arguments.of(complaint, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatBreakTheContract")
  void refusesAnAnswerThatBreaksTheContract(
      String complaint, UnaryOperator<EncryptResponse.Builder> change) {
    plugin.look();
    server.answerEncrypt(answer -> change.apply(answer.toBuilder()).build());

    assertFailure(() -> plugin.encrypt(PLAINTEXT), KekUnavailableException.class, complaint);
  }

  @Test
  void takesAnswersAtTheLimits() {
    server.rotateTo("k".repeat(1024));
    plugin.look();
    server.answerEncrypt(
        answer ->
            answer.toBuilder()
                .setCiphertext(zeros(1024))
                .clearAnnotations()
                .putAnnotations("a.example.test.", zeros(32 * 1024 - "a.example.test.".length()))
                .build());

    assertThat(plugin.encrypt(PLAINTEXT).ciphertext()).hasSize(1024);
  }

  @Test
  void refusesAPluginOfAnotherVersion() {
    server.answerStatus(answer -> answer.toBuilder().setVersion("v1beta1").build());

    assertFailure(() -> plugin.look(), KekUnavailableException.class, "version 'v1beta1'");
  }

  @Test
  void saysWhatToDoAboutASocketThatIsNotThere() {
    server.stop();

    assertFailure(
        () -> plugin.look(),
        KeyServiceUnavailableException.class,
        "does not answer: check that it runs, that its socket is mounted");
  }

  @Test
  void saysWhatToDoWhenThePluginRefuses() {
    plugin.look();
    Encrypted encrypted = plugin.encrypt(PLAINTEXT);
    server.disable(TestKmsPlugin.FIRST_KEY);

    assertFailure(
        () -> plugin.decrypt(encrypted),
        KeyServiceUnavailableException.class,
        "refuses Decrypt (NOT_FOUND): its log says why");
  }

  /** The test itself would hang if it did not. */
  @Test
  void givesUpAPluginThatHangsAndIsQuickAboutItAfterwards() {
    try (KmsPlugin impatient = connect(Duration.ofMillis(200))) {
      impatient.look();
      server.freeze();

      assertFailure(
          () -> impatient.encrypt(PLAINTEXT),
          KeyServiceUnavailableException.class,
          "does not answer within");
      int asked = server.encrypted();
      assertFailure(
          () -> impatient.encrypt(PLAINTEXT),
          KeyServiceUnavailableException.class,
          "does not answer within");
      assertThat(server.encrypted()).isEqualTo(asked);
    }
  }

  @Test
  void comesBackWithThePluginAfterThePause() {
    plugin.look();
    server.stop();
    assertThatThrownBy(() -> plugin.encrypt(PLAINTEXT))
        .isInstanceOf(KeyServiceUnavailableException.class);
    server.start();

    assertThatThrownBy(() -> plugin.encrypt(PLAINTEXT))
        .isInstanceOf(KeyServiceUnavailableException.class);
    pass(Duration.ofSeconds(1));
    assertThat(plugin.decrypt(plugin.encrypt(PLAINTEXT))).isEqualTo(PLAINTEXT);
  }

  @Test
  void writesGoOnForThreeMinutesAfterThePluginWasLastWell() {
    plugin.look();
    server.sayUnwell("key service\nunreachable");
    pass(Duration.ofMinutes(3));
    plugin.look();
    plugin.requireWritable();

    pass(Duration.ofNanos(1));

    assertFailure(
        () -> plugin.requireWritable(),
        KeyServiceUnavailableException.class,
        "no value is written while the key service is not well for longer than 3 minutes;"
            + " values are still read. KMS plugin "
            + server.endpoint()
            + " says that it is not well: 'key service?unreachable'; check it");
  }

  @Test
  void writesGoOnAtOnceWhenThePluginIsWellAgain() {
    plugin.look();
    server.stop();
    pass(Duration.ofMinutes(4));
    assertThatThrownBy(() -> plugin.requireWritable())
        .isInstanceOf(KeyServiceUnavailableException.class);
    server.start();
    pass(Duration.ofSeconds(1));

    plugin.requireWritable();

    assertThat(plugin.health().isWell()).isTrue();
  }

  @Test
  void anUnwellPluginStillDecryptsAndKeepsItsKey() {
    plugin.look();
    Encrypted encrypted = plugin.encrypt(PLAINTEXT);
    server.answerStatus(answer -> answer.toBuilder().setHealthz("").clearKeyId().build());

    plugin.look();

    assertThat(plugin.keyId()).isEqualTo(TestKmsPlugin.FIRST_KEY);
    assertThat(plugin.health().isWell()).isFalse();
    assertThat(plugin.decrypt(encrypted)).isEqualTo(PLAINTEXT);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static ByteString zeros(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  private void assertFailure(
      ThrowingCallable call, Class<? extends Throwable> type, String complaint) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(type)
        .hasMessageContaining("KMS plugin " + server.endpoint())
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("planted");
  }
}
