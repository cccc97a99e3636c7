package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart takes the numbers that the operator takes, and no others. */
class ChartBoundsTest {

  private static final Path SCHEMA = Path.of("helm/orient-secrets-operator/values.schema.json");

  private static Settings settings(String variable, String value) {
    return Settings.from(
        Map.of(
            "ORIENT_DATABASE_URL",
            "jdbc:postgresql://db.example:5432/orient",
            "ORIENT_DATABASE_USER",
            "orient",
            "ORIENT_DATABASE_PASSWORD",
            "planted-password",
            "ORIENT_KEK_DIRECTORY",
            "/etc/orient/kek",
            // Not less than the same for one namespace.
            "ORIENT_RESTART_MAX_CONCURRENT",
            "1000",
            variable,
            value));
  }

  @ParameterizedTest
  @CsvSource({
    "threads, ORIENT_THREADS",
    "store/keptVersions, ORIENT_KEPT_VERSIONS",
    "store/reencryptionRate, ORIENT_REENCRYPTION_RATE",
    "restarts/maxConcurrentPerNamespace, ORIENT_RESTART_MAX_CONCURRENT_PER_NAMESPACE",
  })
  void theSchemaHasTheBoundsOfTheSettings(String value, String variable) throws IOException {
    JsonNode field =
        new ObjectMapper()
            .readTree(SCHEMA.toFile())
            .at("/properties/" + value.replace("/", "/properties/"));
    int least = field.path("minimum").asInt(-1);
    int most = field.path("maximum").asInt(-1);

    assertThat(least).isPositive();
    assertThatCode(() -> settings(variable, "" + least)).doesNotThrowAnyException();
    assertThatCode(() -> settings(variable, "" + most)).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(variable, "" + (least - 1)))
        .withMessageContaining(variable);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(variable, "" + (most + 1)))
        .withMessageContaining(variable);
  }
}
