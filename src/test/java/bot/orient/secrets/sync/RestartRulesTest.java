package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartWindow;
import bot.orient.secrets.sync.RestartRules.Request;
import bot.orient.secrets.testing.RestartSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartRulesTest {

  private static final Instant TIME = Instant.parse("2026-11-24T10:00:00Z");

  private static RestartSpecBuilder full() {
    return RestartSpecBuilder.restart()
        .policy(RestartPolicy.NEVER)
        .settle("1m30s")
        .wave("tier", "db")
        .wave("tier", "web")
        .canary()
        .window("0 2 * * *", "Europe/Berlin", "2h")
        .window("0 12 * * 6", null, "1h30m");
  }

  private static RestartRules everything() {
    return RestartRules.of(full().build())
        .withRequests(
            Optional.of(new Request("please \"now\"", TIME)),
            Optional.of(new Request("no", TIME.plusSeconds(1))))
        .withUrgent(Set.of("B", "A"));
  }

  @Test
  void theDefaultHasNoAnnotation() {
    assertThat(RestartRules.of(null)).isEqualTo(RestartRules.NONE);
    assertThat(RestartRules.of(RestartSpecBuilder.restart().build())).isEqualTo(RestartRules.NONE);
    assertThat(
            RestartRules.of(
                RestartSpecBuilder.restart()
                    .policy(RestartPolicy.AUTO)
                    .onFailure(FailurePolicy.HALT)
                    .build()))
        .isEqualTo(RestartRules.NONE);
    assertThat(RestartRules.NONE.toAnnotation()).isEmpty();
    assertThat(RestartRules.parse(null)).contains(RestartRules.NONE);
    assertThat(RestartRules.NONE.automatic()).isTrue();
  }

  @Test
  void aSpecIsReadWhole() {
    RestartRules rules = RestartRules.of(full().build());

    assertThat(rules.automatic()).isFalse();
    assertThat(rules.settle()).contains(Duration.ofSeconds(90));
    assertThat(rules.waves()).containsExactly(Map.of("tier", "db"), Map.of("tier", "web"));
    assertThat(rules.canary()).isTrue();
    assertThat(rules.windows())
        .containsExactly(
            new RestartWindow("0 2 * * *", "Europe/Berlin", "2h"),
            new RestartWindow("0 12 * * 6", null, "1h30m"));
  }

  @Test
  void theAnnotationIsCompactAndSorted() {
    assertThat(everything().toAnnotation())
        .contains(
            "{\"automatic\":false,\"canary\":true,"
                + "\"restartNow\":{\"at\":\"2026-11-24T10:00:00Z\",\"token\":\"please \\\"now\\\"\"},"
                + "\"settle\":\"PT1M30S\",\"skip\":{\"at\":\"2026-11-24T10:00:01Z\",\"token\":\"no\"},"
                + "\"urgent\":[\"A\",\"B\"],\"waves\":[{\"tier\":\"db\"},{\"tier\":\"web\"}],"
                + "\"windows\":[{\"duration\":\"2h\",\"schedule\":\"0 2 * * *\",\"timeZone\":\"Europe/Berlin\"},"
                + "{\"duration\":\"1h30m\",\"schedule\":\"0 12 * * 6\"}]}");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(RestartRules.parse(everything().toAnnotation().orElseThrow()))
        .contains(everything());
    RestartRules urgent = RestartRules.NONE.withUrgent(List.of("A"));
    assertThat(RestartRules.parse(urgent.toAnnotation().orElseThrow())).contains(urgent);
    RestartRules files =
        RestartRules.NONE.withFiles(
            Map.of("f", FileTemplate.of("{{B}}{{A}}{{B}}"), "text", FileTemplate.of("x")));
    assertThat(files.toAnnotation()).contains("{\"files\":{\"f\":[\"A\",\"B\"]}}");
    assertThat(RestartRules.parse(files.toAnnotation().orElseThrow())).contains(files);
    assertThat(files.withFiles(Map.of())).isEqualTo(RestartRules.NONE);
    Map<String, Duration> bounds = Map.of("0s", Duration.ZERO, "24h", Duration.ofHours(24));
    bounds.forEach(
        (text, settle) -> {
          RestartRules rules = RestartRules.of(RestartSpecBuilder.restart().settle(text).build());
          assertThat(rules.settle()).contains(settle);
          assertThat(RestartRules.parse(rules.toAnnotation().orElseThrow())).contains(rules);
        });
    assertThat(urgent.withUrgent(Collections.emptyList())).isEqualTo(RestartRules.NONE);
  }

  /** An annotation has its limit; without the names a key and its files are on their own. */
  @Test
  void namesThatAreTooManyAreNotWritten() {
    String long253 = "x".repeat(253);
    StringBuilder text = new StringBuilder();
    for (int i = 100; i < 200; i++) {
      text.append("{{").append(long253, 3, 253).append(i).append("}}");
    }
    assertThat(RestartRules.NONE.withFiles(Map.of("f", FileTemplate.of(text.toString()))))
        .isEqualTo(RestartRules.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "no",
        "{\"automatic\":true}",
        "{\"automatic\":\"no\"}",
        "{\"canary\": true}",
        "{\"settle\":\"90s\"}",
        "{\"settle\":\"PT-5S\"}",
        "{\"settle\":\"PT24H0.000000001S\"}",
        "{\"skip\":{\"token\":\"no\"}}",
        "{\"restartNow\":{\"at\":\"today\",\"token\":\"t\"}}",
        "{\"restartNow\":{\"at\":\"+10000-01-01T00:00:00Z\",\"token\":\"t\"}}",
        "{\"restartNow\":{\"at\":\"1969-12-31T23:59:59Z\",\"token\":\"t\"}}",
        "{\"unknown\":1}",
        "{\"urgent\":[\"B\",\"A\"]}",
        "{\"urgent\":[1]}",
        "{\"files\":{\"f\":[\"B\",\"A\"]}}",
        "{\"files\":{\"f\":[1]}}",
        "{\"files\":{}}",
        "{\"waves\":[{\"a\":1}]}",
        "{\"waves\":1}",
        "{\"windows\":[{\"duration\":\"2h\"}]}",
        "{\"windows\":[{\"duration\":\"2h\",\"schedule\":\"often\"}]}",
        "{\"windows\":[{\"duration\":\"2h\",\"schedule\":\"0 2 30 2 *\"}]}",
        "{\"windows\":[{\"duration\":\"PT2H\",\"schedule\":\"0 2 * * *\"}]}",
        "{\"windows\":[{\"duration\":\"2h\",\"schedule\":\"0 2 * * *\",\"timeZone\":\"Mars\"}]}",
        "{\"windows\":\"always\"}",
      })
  void whatTheOperatorWouldNotWriteIsMalformed(String annotation) {
    assertThat(RestartRules.parse(annotation)).isEmpty();
  }
}
