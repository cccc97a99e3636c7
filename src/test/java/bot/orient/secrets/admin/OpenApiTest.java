package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenApiTest {

  private final OpenApiDocument document = OpenApiDocument.load();

  @Test
  void pathsAndMethodsAreExactlyTheRoutes() {
    assertThat(document.operations().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Route.values())
                .map(route -> route.method() + " " + route.template())
                .toList());
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void anOperationTakesWhatItsRouteTakes(Route route) {
    Set<String> wanted = new TreeSet<>();
    Matcher inPath = Pattern.compile("\\{([a-z]+)}").matcher(route.template());
    while (inPath.find()) {
      wanted.add("path " + inPath.group(1));
    }
    route.takes().queryParameters().forEach(name -> wanted.add("query " + name));
    route.takes().conditions().forEach(name -> wanted.add("header " + name));
    JsonNode operation = document.operation(route);
    Set<String> found = new TreeSet<>();
    operation
        .path("parameters")
        .forEach(
            parameter -> {
              JsonNode given = document.resolved(parameter);
              found.add(given.get("in").textValue() + " " + given.get("name").textValue());
            });

    assertThat(found).isEqualTo(wanted);
    assertThat(operation.has("requestBody")).isEqualTo(route.takes().body());
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void anOperationTellsThePermissionThatItsRouteNeeds(Route route) {
    String wanted =
        route
            .permission()
            .map(
                permission ->
                    permission.verb()
                        + " orientsecrets/"
                        + permission.subresource()
                        + switch (permission.reach()) {
                          case SCOPE -> "";
                          case STORE -> " in the whole cluster";
                          case VISIBLE -> " in each namespace";
                        })
            .orElse("");

    assertThat(document.operation(route).path("x-kubernetes-permission").asText())
        .isEqualTo(wanted);
  }

  @Test
  void examplesAreAsTheirSchemasSay() {
    List<String> problems = new ArrayList<>();
    List<JsonNode> contents = document.root().findValues("content");
    int examples = 0;
    for (JsonNode content : contents) {
      for (JsonNode media : content) {
        assertThat(media.has("example")).as("%s", media).isTrue();
        examples++;
        problems.addAll(
            new SchemaCheck(document.root()).problems(media.get("schema"), media.get("example")));
      }
    }

    assertThat(problems).isEmpty();
    assertThat(examples).isGreaterThan(Route.values().length);
  }

  @Test
  void everySchemaIsUsedAndEveryOperationHasItsOwnName() {
    String text = document.root().toString();
    document
        .root()
        .at("/components/schemas")
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(text).contains("\"#/components/schemas/" + name + "\""));
    assertThat(
            document.operations().values().stream()
                .map(operation -> operation.get("operationId").textValue())
                .collect(Collectors.toSet()))
        .hasSize(Route.values().length);
  }

  @Test
  void problemsThatAreSentAreAsTheDocumentSays() throws IOException {
    JsonNode schema = document.root().at("/components/schemas/Problem");
    for (ProblemType type : ProblemType.values()) {
      JsonNode sent =
          new JsonMapper().readTree(Answers.of(Problem.in("key", type, "detail")).body());
      assertThat(new SchemaCheck(document.root()).problems(schema, sent)).isEmpty();
    }
  }

  /** Else the tests above would prove nothing. */
  @Test
  void theCheckFindsWhatIsWrong() {
    JsonNode schema = document.root().at("/components/schemas/Secret");
    ObjectNode example =
        document
            .root()
            .at("/paths/~1v1~1scopes~1{scope}~1secrets~1{key}/get/responses/200/content")
            .get("application/json")
            .get("example")
            .deepCopy();
    example.remove("key");
    example.put("version", 0).put("source", "Elsewhere").put("set", "yes").put("value", "v");
    example.put("updatedAt", "today");

    assertThat(new SchemaCheck(document.root()).problems(schema, example))
        .containsExactlyInAnyOrder(
            "/ lacks key",
            "/version is less than 1",
            "/source is none of [\"Store\",\"Environment\",\"ConfigFile\",\"Missing\"]",
            "/set is not of type boolean",
            "/value is not documented",
            "/updatedAt is no time");
  }
}
