package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.AuditQuery;
import bot.orient.secrets.store.Expectation;
import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.RequestToken;
import bot.orient.secrets.store.RollbackRequest;
import bot.orient.secrets.testing.PlantedValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParsingTest {

  private static final PlantedValue PLANTED = PlantedValue.plant("the request");

  @Test
  void aValueComesAsTextOrAsBase64() {
    PutRequest text =
        ValueRequest.of(
            RequestDraft.put("{\"value\":\"ü\",\"category\":\"slack\",\"description\":null}")
                .request());
    assertThat(text.value()).isEqualTo(bytes("ü"));
    assertThat(text.category()).isEqualTo("slack");
    assertThat(text.description()).isNull();
    assertThat(text.expected()).isEqualTo(Expectation.anything());
    assertThat(text.token()).isEmpty();

    assertThat(ValueRequest.of(RequestDraft.put("{\"valueBase64\":\"w7w=\"}").request()).value())
        .isEqualTo(bytes("ü"));
    assertThat(ValueRequest.of(RequestDraft.put("{\"value\":\"\"}").request()).value().length())
        .isZero();
  }

  private static RequestDraft importing(String body) {
    return RequestDraft.of("POST", "/v1/scopes/shop/import").body(body);
  }

  @Test
  void anImportHasRowsThatShareScopeSourceAndToken() {
    ImportBatch batch =
        ImportBatch.of(
            importing(
                    """
                    {"secrets":[{"key":"A","value":"ü","category":"slack"},
                      {"key":"B","valueBase64":"w7w="}],"source":"a file","dryRun":true}""")
                .header("Idempotency-Key", "t-1")
                .request());

    assertThat(batch.policy()).isEqualTo(new OrientImportPolicy(false, true));
    assertThat(batch.rows())
        .extracting(OrientImportRequest::key, OrientImportRequest::value)
        .containsExactly(tuple("A", bytes("ü")), tuple("B", bytes("ü")));
    assertThat(batch.rows())
        .allMatch(row -> row.scope().equals("shop") && row.source().equals("a file"))
        .allMatch(row -> row.token().equals(Optional.of(new RequestToken("t-1"))));
    assertThat(batch.toString()).doesNotContain("ü");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{}                                                            | secrets",
        "{\"secrets\":[]}                                              | secrets",
        "{\"secrets\":{\"PLANTED\":1}}                                 | secrets",
        "{\"secrets\":[\"PLANTED\"]}                                   | secrets",
        "{\"secrets\":[{\"value\":\"PLANTED\"}]}                       | secrets[0].key",
        "{\"secrets\":[{\"key\":\"A\"}]}                               | secrets[0].value",
        "{\"secrets\":[{\"key\":\"A\",\"valueBase64\":\"PLANTED*\"}]}  | secrets[0].valueBase64",
        "{\"secrets\":[{\"key\":\"A\",\"value\":\"PLANTED\\ud800\"}]}  | secrets[0].value",
        "{\"secrets\":[{\"key\":\"A\",\"value\":\"\"},{\"key\":\"A\",\"value\":\"PLANTED\"}]} | secrets[1].key",
        "{\"secrets\":[{\"key\":\"A\",\"value\":\"\"}],\"replace\":\"PLANTED\"} | replace",
        "{\"secrets\":[{\"key\":\"A\",\"value\":\"\"}],\"source\":\"\"} | source"
      })
  void aBatchThatIsWrongIsRefusedWholeAndNamesTheField(String body, String field) {
    Problem problem = refusal(ImportBatch::of, importing(planted(body)));

    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_FIELD);
    assertThat(problem.field()).contains(field);
    assertThat(PLANTED.isIn(problem.toString())).isFalse();
  }

  @Test
  void aBatchHasSoManyRowsAtMostAndATokenThatCanBeKept() {
    String row = "{\"key\":\"K%d\",\"value\":\"v\"}";
    String rows =
        IntStream.range(0, ImportBatch.MOST_ROWS)
            .mapToObj(row::formatted)
            .collect(Collectors.joining(","));
    assertThat(ImportBatch.of(importing("{\"secrets\":[" + rows + "]}").request()).rows())
        .hasSize(ImportBatch.MOST_ROWS);
    assertThat(
            refusal(
                    ImportBatch::of,
                    importing("{\"secrets\":[" + rows + "," + row.formatted(-1) + "]}"))
                .field())
        .contains("secrets");
    assertThat(
            refusal(
                    ImportBatch::of,
                    importing("{\"secrets\":[" + row.formatted(1) + "]}")
                        .header("Idempotency-Key", "a b"))
                .field())
        .contains("Idempotency-Key");
  }

  private static SecretBytes bytes(String text) {
    return SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"PLANTED\"",
        "{\"value\":\"PLANTED\"",
        "{\"value\":\"PLANTED\"}x",
        "{\"value\":\"PLANTED\",\"value\":\"b\"}",
        "{\"value\":\"a\",\"PLANTED\":1}",
        "{\"value\":\"PLANTED\\q\"}",
        "{\"value\":[[[[[[[[[[\"PLANTED\"]]]]]]]]]]}",
        "PLANTED"
      })
  void whatIsNoJsonOfThisFormIsMalformed(String body) {
    Problem problem = refusal(ValueRequest::of, RequestDraft.put(planted(body)));

    assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(PLANTED.isIn(problem.toString())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{}                                             | value",
        "{\"value\":null}                               | value",
        "{\"value\":7}                                  | value",
        "{\"value\":{\"a\":\"PLANTED\"}}                | value",
        "{\"value\":\"PLANTED\",\"valueBase64\":\"YQ\"} | value",
        "{\"value\":\"PLANTED\\ud800\"}                 | value",
        "{\"valueBase64\":\"PLANTED!\"}                 | valueBase64",
        "{\"value\":\"a\",\"category\":[\"PLANTED\"]}   | category",
        "{\"value\":\"a\",\"description\":false}        | description"
      })
  void aFieldAtFaultIsNamedAndItsContentIsNot(String body, String field) {
    Problem problem = refusal(ValueRequest::of, RequestDraft.put(planted(body)));

    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_FIELD);
    assertThat(problem.field()).contains(field);
    assertThat(PLANTED.isIn(problem.toString())).isFalse();
  }

  private static String planted(String text) {
    return text.replace("PLANTED", PLANTED.text());
  }

  @Test
  void preconditionsAndTokenComeFromTheHeader() {
    assertThat(
            ValueRequest.of(
                    RequestDraft.put("{\"value\":\"a\"}").header("If-Match", "\"12\"").request())
                .expected())
        .isEqualTo(Expectation.revision(12));
    PutRequest request =
        ValueRequest.of(
            RequestDraft.put("{\"value\":\"a\"}")
                .header("If-None-Match", "*")
                .header("Idempotency-Key", "\"t-1\"")
                .request());
    assertThat(request.expected()).isEqualTo(Expectation.absent());
    assertThat(request.token()).contains(new RequestToken("t-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "If-Match, *",
    "If-Match, 1",
    "If-Match, W/\"1\"",
    "If-Match, '\"1\", \"2\"'",
    "If-Match, \"0\"",
    "If-Match, \"9999999999999999999\"",
    "If-None-Match, \"1\""
  })
  void otherPreconditionsAreRefused(String header, String value) {
    Problem problem =
        refusal(ValueRequest::of, RequestDraft.put("{\"value\":\"a\"}").header(header, value));

    assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(problem.field()).contains(header);
  }

  @Test
  void contradictingOrRepeatedPreconditionsAreRefused() {
    assertThat(
            refusal(
                    ValueRequest::of,
                    RequestDraft.put("{\"value\":\"a\"}")
                        .header("If-Match", "\"1\"")
                        .header("If-None-Match", "*"))
                .field())
        .contains("If-Match");
    assertThat(
            refusal(
                    ValueRequest::of,
                    RequestDraft.put("{\"value\":\"a\"}")
                        .header("Idempotency-Key", "a")
                        .header("Idempotency-Key", "b"))
                .field())
        .contains("Idempotency-Key");
  }

  @Test
  void aRollbackNamesAVersion() {
    assertThat(RollbackBody.of(rollback("{\"version\":3}").request()))
        .isEqualTo(RollbackRequest.of("shop", "A", 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"version\":0}",
        "{\"version\":-1}",
        "{\"version\":1.5}",
        "{\"version\":\"1\"}",
        "{\"version\":99999999999999999999}",
        "{\"version\":null}"
      })
  void aRollbackToNoNumberIsRefused(String body) {
    assertThat(refusal(RollbackBody::of, rollback(body)).field()).contains("version");
  }

  private static RequestDraft rollback(String body) {
    return RequestDraft.of("POST", "/v1/scopes/shop/secrets/A/rollback").body(body);
  }

  @Test
  void anAuditQueryTakesItsScopeFromThePathOrTheQuery() {
    assertThat(AuditRequest.of(RequestDraft.of("GET", "/v1/scopes/shop/audit").request()))
        .isEqualTo(
            new AuditQuery(
                Optional.of("shop"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                100));
    assertThat(
            AuditRequest.of(
                RequestDraft.of("GET", "/v1/audit")
                    .query("scope", "bots")
                    .query("key", "A")
                    .query("actor", "alice")
                    .query("action", "reveal")
                    .query("since", "2026-11-28T10:00:00+01:00")
                    .query("until", "2026-11-28T10:00:00Z")
                    .query("before", "7")
                    .query("limit", "500")
                    .request()))
        .isEqualTo(
            new AuditQuery(
                Optional.of("bots"),
                Optional.of("A"),
                Optional.of("alice"),
                Optional.of("reveal"),
                Optional.of(Instant.parse("2026-11-28T09:00:00Z")),
                Optional.of(Instant.parse("2026-11-28T10:00:00Z")),
                Optional.of(7L),
                500));
  }

  @ParameterizedTest
  @CsvSource({
    "limit, 0",
    "limit, 501",
    "limit, x",
    "limit, ''",
    "before, -1",
    "before, 1e3",
    "since, 2026-11-28",
    "since, yesterday",
    "until, 2026-13-01T00:00:00Z",
    "since, -99999-01-01T00:00:00Z",
    "until, +999999999-01-01T00:00:00Z"
  })
  void aBadFilterIsNamed(String name, String value) {
    Problem problem =
        refusal(AuditRequest::of, RequestDraft.of("GET", "/v1/audit").query(name, value));

    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_FIELD);
    assertThat(problem.field()).contains(name);
  }

  @Test
  void providerChoicesFollowTheCatalog() {
    String path = "/v1/scopes/shop/provider-defaults/app";
    Function<ApiRequest, ProviderRequest> parser =
        request -> ProviderRequest.of(request, Catalog.load());

    assertThat(
            parser
                .apply(
                    RequestDraft.of("PUT", path)
                        .body("{\"useCases\":{\"chat\":{\"provider\":\"openai\"}}}")
                        .request())
                .choices())
        .containsEntry("chat", new ProviderChoice("openai", null));
    assertThat(
            refusal(
                    parser,
                    RequestDraft.of("PUT", path)
                        .body("{\"useCases\":{\"tea\":{\"provider\":\"openai\"}}}"))
                .field())
        .contains("useCases[tea]");
    for (String body :
        new String[] {
          "{}",
          "{\"useCases\":[]}",
          "{\"useCases\":{}}",
          "{\"useCases\":{\"chat\":1}}",
          "{\"useCases\":{\"chat\":{}}}"
        }) {
      assertThat(refusal(parser, RequestDraft.of("PUT", path).body(body)).field().orElseThrow())
          .as(body)
          .startsWith("useCases");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform.shared", "Shop", "shop.blog", "-", "a b", "*"})
  void aGrantToWhatIsNoOtherNamespaceIsRefused(String namespace) {
    Problem problem =
        refusal(
            GrantRequest::of,
            RequestDraft.of("PUT", "/v1/scopes/platform.shared/grants/" + namespace));

    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_FIELD);
    assertThat(problem.field()).contains("namespace");
    assertThat(problem.detail()).startsWith("namespace ");
  }

  @ParameterizedTest
  @CsvSource({"platform.shared, false", "platform, true", "a, true", "a.b, false"})
  void aScopeThatANamespaceCanBeCalledAsIsWarnedOf(String scope, boolean warned) {
    GrantRequest grant =
        GrantRequest.of(RequestDraft.of("PUT", "/v1/scopes/" + scope + "/grants/shop").request());

    assertThat(grant.warning().isPresent()).isEqualTo(warned);
    grant.warning().ifPresent(text -> assertThat(text).contains(scope + ".shared"));
  }

  @Test
  void whatARouteDoesNotTakeIsRefusedNotIgnored() {
    assertThatThrownBy(() -> check(RequestDraft.of("GET", "/v1/audit").query("page", "2")))
        .hasMessageContaining("known are");
    assertThatThrownBy(
            () ->
                check(
                    RequestDraft.of("DELETE", "/v1/scopes/shop/secrets/A")
                        .header("If-Match", "\"1\"")))
        .hasMessageContaining("does not take If-Match");
    assertThatThrownBy(
            () -> check(RequestDraft.put("{}").header("If-Unmodified-Since", "yesterday")))
        .hasMessageContaining("does not take If-Unmodified-Since");
    check(RequestDraft.put("{}").header("If-Match", "\"1\""));
    check(RequestDraft.of("GET", "/v1/audit").header("If-None-Match", "\"1\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\nb", "\u001b[0m"})
  void controlCharactersInThePathOrTheQueryAreRefused(String text) {
    for (RequestDraft draft :
        List.of(
            RequestDraft.of("GET", "/v1/audit").query("key", text),
            RequestDraft.of("GET", "/v1/scopes/shop/provider-defaults/" + text))) {
      assertThat(catchThrowableOfType(ProblemException.class, () -> check(draft)).problem().type())
          .isEqualTo(ProblemType.INVALID_FIELD);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/json; charset=latin1", "", "application/jsonx"})
  void aBodyOfAnotherTypeIsRefused(String type) {
    RequestDraft draft =
        RequestDraft.of("PUT", "/v1/scopes/shop/secrets/A").header("Content-Type", type);

    assertThat(catchThrowableOfType(ProblemException.class, () -> check(draft)).problem().type())
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "Application/JSON; charset=UTF-8"})
  void jsonIsTaken(String type) {
    check(RequestDraft.of("PUT", "/v1/scopes/shop/secrets/A").header("Content-Type", type));
  }

  private static void check(RequestDraft draft) {
    RequestRules.check(
        (Routes.Found) Routes.find(draft.method(), draft.path()), draft.query(), draft.headers());
  }

  private static Problem refusal(Function<ApiRequest, ?> parser, RequestDraft draft) {
    return catchThrowableOfType(ProblemException.class, () -> parser.apply(draft.request()))
        .problem();
  }
}
