package bot.orient.secrets.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.SealedContent;
import bot.orient.secrets.crypto.SealedPlace;
import bot.orient.secrets.crypto.SealedText;
import bot.orient.secrets.crypto.SealedValueHpke;
import bot.orient.secrets.crypto.SealingKeyPair;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.sync.SealingKeyDocument;
import bot.orient.secrets.testing.PlantedValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SealCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-28T17:00:00Z");
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final SealingKeyPair KEYS = keyPair();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void saveThePublicKey() throws IOException {
    file = save(SealingKeyDocument.write(KEYS.publicKey(STORE)));
  }

  @Test
  void whatIsPipedInIsSealedForItsPlaceAndTheTimeOfTheClock() {
    assertThat(seal("planted")).isZero();

    SealedContent content = opened();
    assertThat(new String(content.value().toByteArray(), UTF_8)).isEqualTo("planted");
    assertThat(content.sealedAt()).isEqualTo(NOW);
    assertThat(out.toString()).endsWith(System.lineSeparator()).hasLineCount(1);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "v\\n|v\\n|true",
        "v\\r\\n|v\\r\\n|true",
        "v\\n\\n|v\\n\\n|true",
        "v|v|false",
        "v\\n|v|--trim-newline",
        "v\\r\\n|v|--trim-newline",
        "v\\n\\n|v\\n|--trim-newline",
        "v|v|--trim-newline",
        "v\\r|v\\r|--trim-newline"
      },
      delimiter = '|')
  void aLineBreakAtTheEndIsKeptWithAHintUnlessItIsToBeTrimmed(
      String given, String sealed, String how) {
    boolean trim = how.startsWith("--");
    String[] more = trim ? new String[] {how} : new String[0];

    assertThat(seal(lineBreaks(given), more)).isZero();

    assertThat(new String(opened().value().toByteArray(), UTF_8)).isEqualTo(lineBreaks(sealed));
    assertThat(err.toString().contains("--trim-newline takes it off"))
        .isEqualTo(how.equals("true"));
  }

  @Test
  void whatIsTypedHasNoLineBreakAndIsAskedForByItsKey() {
    List<String> prompts = new ArrayList<>();
    ValueInput terminal =
        (prompt, most) -> {
          prompts.add(prompt);
          return new ValueInput.Entered(SecretBytes.copyOf("typed".getBytes(UTF_8)), true);
        };

    assertThat(run(terminal, options())).isZero();

    assertThat(new String(opened().value().toByteArray(), UTF_8)).isEqualTo("typed");
    assertThat(prompts).containsExactly("Value of API_KEY");
  }

  @Test
  void jsonDoesToo() throws IOException {
    StringBuilder json = new StringBuilder("{\"kind\": \"ConfigMap\", \"data\": {\"x\": 1");
    SealingKeyDocument.write(KEYS.publicKey(STORE))
        .forEach(
            (name, text) ->
                json.append(",\"").append(name).append("\":\"").append(text).append('"'));
    Files.writeString(file, json.append("}}"));

    assertThat(seal("planted")).isZero();
    assertThat(opened().value().length()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "store, '', data.store is not a UUID",
    "store, 1-2-3-4-5, data.store is not a UUID",
    "keyId, none, data.keyId is not a UUID",
    "publicKey, AAAA, data.publicKey: a public key has 32 bytes in base64",
    "publicKey, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, the public key cannot be used",
    "algorithm, RSA, data.algorithm is not 'HPKE-Base"
  })
  void whatIsWrongWithThePublicKeyIsNamed(String field, String text, String reason)
      throws IOException {
    Map<String, String> data = new TreeMap<>(SealingKeyDocument.write(KEYS.publicKey(STORE)));
    data.put(field, text);
    save(data);

    assertThat(seal("planted")).isEqualTo(78);
    assertThat(err.toString()).startsWith("error: ").contains(reason).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"algorithm", "keyId", "publicKey", "store"})
  void whatIsMissingFromThePublicKeyIsNamed(String field) throws IOException {
    Map<String, String> data = new TreeMap<>(SealingKeyDocument.write(KEYS.publicKey(STORE)));
    data.remove(field);
    save(data);

    assertThat(seal("planted")).isEqualTo(78);
    assertThat(err.toString())
        .contains("data." + field + " is missing", "kubectl get configmap", file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kind: Secret", "planted: [", "planted", "[]"})
  void anotherFileIsRefusedAndNotQuoted(String content) throws IOException {
    Files.writeString(file, content);

    assertThat(seal("x")).isEqualTo(78);
    assertThat(err.toString()).contains("--public-key", "kubectl").doesNotContain("planted");
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Files.delete(file);

    assertThat(seal("x")).isEqualTo(78);
    assertThat(err.toString()).contains("cannot read " + file);
  }

  @Test
  void anEmptyValueIsMoreLikelyAMistake() {
    assertThat(seal("")).isEqualTo(78);
    assertThat(seal("\n", "--trim-newline")).isEqualTo(78);
    assertThat(err.toString()).contains("the value is empty");
  }

  @Test
  void whatAStoreWouldRefuseIsNotSealedAndNotQuoted() {
    PlantedValue value = PlantedValue.plant("too long", "");
    String tooLong = value.text().repeat(3000);

    assertThat(seal(tooLong)).isEqualTo(1);
    assertThat(run(piped("x"), "--public-key", file.toString(), "--scope", "A!", "--key", "K"))
        .isEqualTo(1);
    assertThat(run(piped("x"), "--public-key", file.toString(), "--scope", "a", "--key", "1"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("value is longer than 65536 bytes", "scope must be", "key must be");
    assertThat(value.isIn(err.toString())).isFalse();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theLongestValueWithALineBreakToTrimIsSealed() {
    assertThat(seal("v".repeat(65536) + "\r\n", "--trim-newline")).isZero();
    assertThat(opened().value().length()).isEqualTo(65536);
  }

  /** Through the commands that the operator's program has. */
  @Test
  void aValueAmongTheArgumentsIsRefusedAndNotQuoted() {
    assertThat(seal("x", "planted")).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("planted");
  }

  private int seal(String value, String... more) {
    List<String> all = new ArrayList<>(List.of(options()));
    all.addAll(List.of(more));
    return run(piped(value), all.toArray(String[]::new));
  }

  private String[] options() {
    return new String[] {"--public-key", file.toString(), "--scope", "shop", "--key", "API_KEY"};
  }

  private static ValueInput piped(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    return (prompt, most) ->
        new ValueInput.Entered(
            SecretBytes.copyOf(Arrays.copyOf(bytes, Math.min(bytes.length, most))), false);
  }

  private int run(ValueInput input, String... options) {
    CommandLine line =
        Commands.handled(new CommandLine(new SealCommand(input, Clock.fixed(NOW, ZoneOffset.UTC))));
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(options);
  }

  private SealedContent opened() {
    SealedText text = SealedText.parse(out.toString().strip());
    return SealedValueHpke.open(KEYS, new SealedPlace(STORE, "shop", "API_KEY"), text)
        .orElseThrow();
  }

  private Path save(Map<String, String> data) throws IOException {
    StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: ConfigMap\ndata:\n");
    data.forEach((name, text) -> yaml.append("  %s: \"%s\"\n".formatted(name, text)));
    return Files.writeString(directory.resolve("key.yaml"), yaml);
  }

  private static String lineBreaks(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  private static SealingKeyPair keyPair() {
    try (Seed seed = Seed.random(SeedLabel.first(SeedLabel.Purpose.RECIPIENT, ""))) {
      return seed.sealingKeyPair();
    }
  }
}
