package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options, output and exit codes; OrientCtlIT has the real operator. */
class OrientCtlTest {

  private static final String WRITTEN =
      "{\"key\":\"A\",\"result\":\"written\",\"version\":2,\"revision\":5}";

  private static final String LIST =
      """
      {"scope":"shop","categories":[{"id":"slack","title":"Slack","secrets":[
        {"key":"A","category":"slack","set":true,"source":"Store","version":2,"revision":2,
         "updatedAt":"2026-11-28T09:30:00Z","restart":"Always",
         "compromised":{"reason":"in a log"}},
        {"key":"LONGER","category":"slack","set":false,"source":"Missing","restart":"Always"}]}]}""";

  @TempDir private Path directory;

  private final OrientCtlScene scene = new OrientCtlScene();

  @Test
  void aValueThatIsTypedTwiceIsSent() {
    scene.atTerminal("väl", "väl").answers(200, WRITTEN);

    assertThat(scene.run("set", "A", "-n", "shop")).isZero();

    assertThat(scene.calls())
        .containsExactly(
            "PUT /v1/scopes/shop/secrets/A {\"valueBase64\":\"" + base64("väl") + "\"}", "closed");
    assertThat(scene.out()).isEqualTo("A is set, at version 2\n");
  }

  @Test
  void twoThatDifferAreNotSent() {
    assertThat(scene.atTerminal("typed-1", "typed-2").run("set", "A")).isEqualTo(2);
    assertThat(scene.calls()).isEmpty();
    assertThat(scene.err()).contains("not the same").doesNotContain("typed-");
  }

  @Test
  void categoryDescriptionAndRevisionGoWithTheValue() {
    scene.piped("v").answers(200, WRITTEN);

    int exit =
        scene.run(
            "set",
            "A",
            "--from-stdin",
            "--category",
            "c",
            "--description",
            "d\"",
            "--if-revision",
            "4");

    assertThat(exit).isZero();
    assertThat(scene.calls().get(0))
        .contains("{\"valueBase64\":\"dg==\",\"category\":\"c\",\"description\":\"d\\\"\"}")
        .contains("If-Match, \"4\"");
  }

  @Test
  void aValueOnTheCommandLineIsTakenOnlyWhereThatIsSaidAndWithAWarning() {
    assertThat(scene.run("set", "A", "planted")).isEqualTo(2);
    assertThat(scene.err()).doesNotContain("planted").contains("a value is never an argument");

    scene.answers(200, WRITTEN);
    assertThat(scene.run("set", "A", "--value-on-command-line", "@v")).isZero();
    assertThat(scene.err()).contains("warning: ", "history");
    assertThat(scene.calls().get(0)).contains(base64("@v"));
  }

  @Test
  void withoutATerminalNobodyIsAskedForAnything() {
    assertThat(scene.piped("v").run("set", "A")).isEqualTo(2);
    assertThat(scene.err()).contains("--from-stdin");
    assertThat(scene.run("destroy", "A")).isEqualTo(2);
    assertThat(scene.err()).contains("--yes");
    assertThat(scene.calls()).isEmpty();
  }

  @Test
  void destroyingIsDoneOnlyForWhoTypesTheKeyAgain() {
    scene.atTerminal("B", "A").answers(200, "{\"key\":\"A\",\"destroyedVersions\":2}");

    assertThat(scene.run("destroy", "A")).isEqualTo(2);
    assertThat(scene.calls()).isEmpty();
    assertThat(scene.run("destroy", "A")).isZero();
    assertThat(scene.calls()).contains("DELETE /v1/scopes/default/secrets/A/versions");
  }

  @Test
  void tablesHaveColumnsAndNoBlanksAtTheEnd() {
    assertThat(scene.answers(200, LIST).run("list", "-n", "shop")).isZero();
    assertThat(scene.out())
        .isEqualTo(
            """
            KEY      CATEGORY   SOURCE    VERSION   UPDATED                NOTE
            A        slack      Store     2         2026-11-28T09:30:00Z   compromised: in a log
            LONGER   slack      Missing
            """);
  }

  @Test
  void coloursAreForTerminalsOfThoseWhoWantThem() {
    scene.atTerminal().answers(200, LIST).run("list");
    assertThat(scene.out()).contains("\u001b[32mStore\u001b[0m", "\u001b[31mcompromised");

    OrientCtlScene without = new OrientCtlScene().atTerminal();
    without.answers(200, LIST).answers(200, LIST).answers(200, LIST);
    without.run("list", "--no-color");
    without.run("list", "-o", "json");
    without.variable("NO_COLOR", "1").run("list");
    assertThat(without.out()).contains("Store").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({"json, '\"key\" : \"LONGER\"'", "yaml, 'key: \"LONGER\"'", "NAME, LONGER"})
  void programsGetTheirFormats(String format, String expected) {
    assertThat(scene.answers(200, LIST).run("list", "-o", format)).isZero();
    assertThat(scene.out()).contains(expected);
    assertThat(format.equals("NAME") ? scene.out() : "A\nLONGER\n").isEqualTo("A\nLONGER\n");
  }

  @Test
  void textOfOthersCannotSteerTheTerminal() {
    scene.answers(
        200,
        "{\"key\":\"A\",\"description\":\"\\u001b[2Jx\\u202e\\n\",\"set\":false,\"source\":\"Missing\"}");

    assertThat(scene.run("get", "A")).isZero();
    assertThat(scene.out()).contains("?[2Jx??");
  }

  @Test
  void aRevealedValueIsWrittenByteByByte() {
    scene.answers(200, "{\"key\":\"A\",\"version\":1,\"valueBase64\":\"/wAB\"}");

    assertThat(scene.run("get", "A", "--reveal")).isZero();
    assertThat(scene.written()).containsExactly(0xff, 0, 1);
    assertThat(scene.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, unauthenticated, 4",
    "403, forbidden, 4",
    "404, not-found, 3",
    "404, no-such-path, 1",
    "409, conflict, 1",
    "410, gone, 1",
    "412, precondition-failed, 1",
    "422, invalid-field, 1",
    "429, too-many-requests, 5",
    "500, internal-error, 1",
    "503, store-unavailable, 5"
  })
  void problemsAreOneLineAndAnExitCode(int status, String type, int exit) {
    scene.refuses(status, type, "f", "what is wrong");

    assertThat(scene.run("list")).isEqualTo(exit);
    assertThat(scene.err()).startsWith("error: f: what is wrong").hasLineCount(1);
    assertThat(scene.out()).isEmpty();
  }

  @Test
  void somethingElseThatAnswersIsToldAndNotQuoted() {
    assertThat(scene.answers(502, "\"planted\"").run("list")).isEqualTo(5);
    assertThat(scene.err()).contains("status 502").doesNotContain("planted");
  }

  @Test
  void followingPrintsEachRowOnceAsItComes() {
    scene.answers(200, page(2, 1)).answers(200, page(2, 1)).answers(200, page(4, 2, 3, 1));

    assertThat(scene.run("audit", "--follow", "-o", "name")).isEqualTo(5);
    assertThat(scene.out()).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void timesAgoAreCountedFromNow() {
    scene.answers(200, page());

    assertThat(scene.run("audit", "--since", "2h", "--actor", "a b")).isZero();
    assertThat(scene.calls().get(0))
        .contains("?limit=100&actor=a%20b&since=" + Session.encoded("2026-11-28T15:00:00Z"));
    assertThat(scene.run("audit", "--since", "yesterday")).isEqualTo(2);
  }

  @Test
  void whatIsNotWellIsAnExitCode() {
    scene
        .answers(202, "{\"state\":\"running\"}")
        .answers(200, "{\"state\":\"running\"}")
        .answers(
            200,
            """
            {"state":"done","report":{"clean":false,"secrets":1,"versions":2,"auditRows":3,
             "anchors":0,"findings":[{"kind":"Unreadable","subject":"shop/A","message":"m"}]}}""");

    assertThat(scene.run("verify")).isEqualTo(1);
    assertThat(scene.out()).contains("Unreadable   shop/A", "something is wrong");
  }

  @Test
  void progressIsDrawnAtATerminalOnly() {
    String half = "{\"scope\":\"s\",\"state\":\"running\",\"done\":1,\"total\":2}";
    String over = "{\"scope\":\"s\",\"state\":\"done\",\"done\":2,\"total\":2}";
    scene.atTerminal().answers(202, half).answers(200, half).answers(200, over);
    OrientCtlScene pipe = new OrientCtlScene();
    pipe.answers(202, half).answers(200, half).answers(200, over);

    assertThat(scene.run("rotate-key")).isZero();
    assertThat(pipe.run("rotate-key")).isZero();
    assertThat(scene.err()).contains("\r[###############...............] 1 of 2", "2 of 2\n");
    assertThat(pipe.err()).isEmpty();
  }

  @Test
  void grantsAreOfTheScopeThatIsNamed() {
    scene
        .answers(200, "{\"scope\":\"a.b\",\"namespaces\":[\"blog\",\"shop\"]}")
        .answers(200, "{\"scope\":\"a.b\",\"namespace\":\"shop\",\"result\":\"unchanged\"}")
        .answers(204, "");

    assertThat(scene.run("scopes", "grants", "a.b", "-n", "other", "-o", "name")).isZero();
    assertThat(scene.run("scopes", "grant", "a.b", "shop")).isZero();
    assertThat(scene.run("scopes", "revoke", "a.b", "shop")).isZero();

    assertThat(scene.calls())
        .containsExactly(
            "GET /v1/scopes/a.b/grants",
            "closed",
            "PUT /v1/scopes/a.b/grants/shop",
            "closed",
            "DELETE /v1/scopes/a.b/grants/shop",
            "closed");
    assertThat(scene.out())
        .isEqualTo(
            """
            blog
            shop
            scope a.b was already granted to namespace shop
            scope a.b is not granted to namespace shop any more
            """);
    assertThat(scene.err()).isEmpty();
  }

  @Test
  void aRiskyScopeIsWarnedOf() {
    scene.answers(
        200,
        "{\"scope\":\"a\",\"namespace\":\"shop\",\"result\":\"granted\",\"warning\":\"risky\"}");

    assertThat(scene.run("scopes", "grant", "a", "shop")).isZero();
    assertThat(scene.err()).isEqualTo("warning: risky\n");
    assertThat(scene.run("scopes")).isEqualTo(2);
  }

  @Test
  void anExplanationIsThreeTables() {
    scene.answers(
        200,
        """
        {"scope":"shop","key":"A","source":"Store","sources":[
          {"source":"Store","standing":"used","version":4,"updatedAt":"2026-11-28T09:30:00Z"},
          {"source":"Environment","standing":"shadowed"}],
         "consumers":[{"kind":"OrientSecret","namespace":"shop","name":"app","granted":false,
           "secret":"app","dataKey":"TOKEN","source":"Store","version":3,
           "held":{"version":3,"reason":"its spec asks for this version"},"ready":"Synced",
           "workloads":[{"kind":"Deployment","name":"web","state":"Waiting",
             "restartPending":true,"message":"waits for the window"}]}],
         "hiddenConsumers":2}""");

    assertThat(scene.run("explain", "A", "-n", "shop")).isZero();

    assertThat(scene.calls().get(0)).isEqualTo("GET /v1/scopes/shop/secrets/A/explain");
    assertThat(scene.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .containsExactly(
            "SOURCE STATE VERSION WRITTEN",
            "Store used 4 2026-11-28T09:30:00Z",
            "Environment shadowed",
            "",
            "RESOURCE SECRET KEY SOURCE VERSION READY NOTE",
            "shop/OrientSecret/app app TOKEN Store 3 Synced the scope is not granted; held at"
                + " version 3: its spec asks for this version",
            "",
            "WORKLOAD SECRET STATE PODS NOTE",
            "shop/Deployment/web app Waiting waits for the window",
            "",
            "2 more in namespaces that you may not look at");
  }

  @Test
  void aKeyThatNobodyAsksForIsExplainedInOneTable() {
    scene.answers(
        200,
        "{\"sources\":[{\"source\":\"Store\",\"standing\":\"absent\"}],\"consumers\":[],\"hiddenConsumers\":0}");

    assertThat(scene.run("explain", "A")).isZero();
    assertThat(scene.out()).doesNotContain("RESOURCE").endsWith("asks for it\n");
  }

  private static final String IMPORTED =
      """
      {"dryRun":false,"notImported":0,"rows":[{"key":"A","outcome":"imported","version":1}]}""";

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("file"), content);
  }

  @Test
  void aFileOfVariablesIsImportedInOneCall() throws IOException {
    scene.answers(
        200,
        """
        {"dryRun":true,"notImported":1,"rows":[{"key":"A","outcome":"imported","warning":"odd"},
          {"key":"B","outcome":"conflict","version":3,"message":"kept"}]}""");

    int exit =
        scene.run(
            "import",
            "--from-env-file",
            file("A=v\nB='w'\n").toString(),
            "--dry-run",
            "--source",
            "s");

    assertThat(exit).isEqualTo(1);
    assertThat(scene.calls().get(0))
        .isEqualTo(
            "POST /v1/scopes/default/import {\"dryRun\":true,\"replace\":false,\"source\":\"s\","
                + "\"secrets\":[{\"key\":\"A\",\"valueBase64\":\"dg==\"},"
                + "{\"key\":\"B\",\"valueBase64\":\"dw==\"}]}");
    assertThat(scene.out())
        .isEqualTo(
            """
            KEY   OUTCOME    VERSION   NOTE
            A     imported             odd
            B     conflict   3         kept

            dry run, nothing was written: 1 conflict, 1 imported
            """);
  }

  @Test
  void jsonHasValuesOrWhatThereIsToSayOfThem() {
    scene.answers(200, IMPORTED);

    assertThat(
            scene
                .piped(
                    """
                    {"A":"v","B":{"valueBase64":"/wAB","category":"c","description":"d"}}""")
                .run("import", "--from-json", "-", "--replace"))
        .isZero();
    assertThat(scene.calls().get(0))
        .contains(
            "\"replace\":true",
            "{\"key\":\"A\",\"valueBase64\":\"dg==\"}",
            "{\"key\":\"B\",\"valueBase64\":\"/wAB\",\"category\":\"c\",\"description\":\"d\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted",
        "[\"planted\"]",
        "{\"A\":\"planted\",\"A\":\"planted\"}",
        "{\"A\":\"planted\"} planted",
        "{\"A\":1}",
        "{\"A\":{\"value\":\"planted\",\"valueBase64\":\"\"}}",
        "{\"A\":{\"value\":\"planted\",\"planted\":\"\"}}",
        "{\"A\":\"planted\\ud800\"}",
        "{}"
      })
  void aFileThatIsSomethingElseIsNotSentAndNotQuoted(String json) {
    assertThat(scene.piped(json).run("import", "--from-json", "-")).isEqualTo(2);
    assertThat(scene.calls()).isEmpty();
    assertThat(scene.err()).startsWith("error: ").hasLineCount(1).doesNotContain("planted");
  }

  @Test
  void anImportOfManyGoesInPartsAndEachIsRepeatedUntilItIsAnswered() throws IOException {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 201).forEach(i -> lines.append("K").append(i).append("=v\n"));
    scene
        .refuses(429, "too-many-requests", "", "wait")
        .answers(200, IMPORTED)
        .refuses(503, "store-unavailable", "", "away")
        .answers(200, IMPORTED);

    assertThat(
            scene.run("import", "--from-env-file", file(lines.toString()).toString(), "-o", "json"))
        .as(scene.err())
        .isZero();

    assertThat(scene.calls()).hasSize(5);
    assertThat(scene.calls().get(0)).isEqualTo(scene.calls().get(1)).doesNotContain("K200");
    assertThat(scene.calls().get(2)).isEqualTo(scene.calls().get(3)).contains("K200");
    assertThat(scene.out()).contains("\"notImported\" : 0").containsPattern("(?s)A.*A");
  }

  @Test
  void aValueThatIsTooLargeIsRefusedAndStopsNoOther() throws IOException {
    scene.answers(200, IMPORTED).answers(200, IMPORTED.replace("\"A\"", "\"C\""));
    String large = "B=" + "planted".repeat(120_000) + "\n";

    assertThat(scene.run("import", "--from-env-file", file("A=v\n" + large + "C=v\n").toString()))
        .isEqualTo(1);

    assertThat(scene.calls()).hasSize(3);
    assertThat(scene.out())
        .containsPattern("A +imported +1(?s).*B +refused +value is too large(?s).*C +imported +1")
        .contains("2 imported, 1 refused")
        .doesNotContain("planted");
  }

  @ParameterizedTest
  @CsvSource({"403,forbidden,you may not", "422,invalid-field,too many"})
  void whatWasImportedIsToldWhenALaterCallFails(int status, String type, String message)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 401).forEach(i -> lines.append("K").append(i).append("=v\n"));
    scene.answers(200, IMPORTED).refuses(status, type, "", message);

    assertThat(scene.run("import", "--from-env-file", file(lines.toString()).toString()))
        .isEqualTo(1);

    assertThat(scene.calls()).hasSize(3);
    assertThat(scene.out())
        .containsPattern("A +imported +1")
        .containsPattern("K200 +failed +" + message)
        .containsPattern("K400 +failed +" + message)
        .contains("201 failed, 1 imported");
  }

  @Test
  void anImportThatIsRefusedEndsAtOnce() {
    scene.piped("A=v").refuses(422, "invalid-field", "secrets", "too many");

    assertThat(scene.run("import", "--from-env-file", "-")).isEqualTo(1);
    assertThat(scene.calls()).hasSize(2);
    assertThat(scene.run("import")).isEqualTo(2);
    assertThat(scene.run("import", "--from-env-file", "/nowhere/planted")).isEqualTo(2);
    assertThat(scene.err()).contains("cannot read");
  }

  @Test
  void oneChoiceIsChangedWithoutTouchingWhatOthersChangeMeanwhile() {
    scene
        .answers(
            200, "{\"name\":\"app\",\"tag\":\"t1\",\"useCases\":{\"code\":{\"provider\":\"a\"}}}")
        .refuses(412, "precondition-failed", "", "changed")
        .answers(
            200, "{\"name\":\"app\",\"tag\":\"t2\",\"useCases\":{\"code\":{\"provider\":\"b\"}}}")
        .answers(200, "{\"name\":\"app\",\"tag\":\"t3\",\"useCases\":{}}");

    assertThat(scene.run("providers", "set", "app", "chat=openai/m", "--keep-others")).isZero();

    assertThat(scene.calls().get(3))
        .contains(
            "PUT /v1/scopes/default/provider-defaults/app {\"useCases\":{\"code\":{\"provider\":\"b\"},"
                + "\"chat\":{\"provider\":\"openai\",\"model\":\"m\"}}}",
            "If-Match, \"t2\"");
  }

  @Test
  void theFirstChoicesOfANameNeedNoOthers() {
    scene.refuses(404, "not-found", "", "none").answers(200, "{\"tag\":\"t\",\"useCases\":{}}");

    assertThat(scene.run("providers", "set", "app", "chat=openai", "--keep-others")).isZero();
    assertThat(scene.calls().get(1))
        .contains("{\"useCases\":{\"chat\":{\"provider\":\"openai\"}}}");
  }

  private static final String STATUS =
      """
      {"operatorVersion":"1.0","attention":1,"truncated":true,
       "store":{"state":"reachable","attention":false,"audit":{"waitingRows":2,"lagSeconds":3},
         "keys":{"rotations":[{"scope":"shop","state":"running","done":1,"total":2,"failed":0}],
           "messages":["k2 waits"]}},
       "namespaces":[
         {"namespace":"blog","resources":1,"ready":1,"keys":2,"keysWithValue":2,"attention":0,
          "notes":[{"topic":"shadowed","attention":false,"kind":"OrientSecret","name":"posts",
            "subject":"A","message":"Store is used"}]},
         {"namespace":"shop","resources":2,"ready":1,"keys":3,"keysWithValue":2,"attention":1,
          "notes":[{"topic":"missing","attention":true,"kind":"OrientSecret","name":"app",
            "subject":"B","message":"write\\nit"},
            {"topic":"rotation-soon","attention":false,"kind":"OrientSecret","name":"app",
             "message":"C expires"}]}]}""";

  private static final String WELL = STATUS.replaceFirst("\"attention\":1", "\"attention\":0");

  @Test
  void theStatusOfManyNamespacesIsAskedForUntilAllWereLookedAt() {
    scene
        .answers(200, WELL)
        .refuses(429, "too-many-requests", "", "wait")
        .answers(200, WELL)
        .answers(200, STATUS.replace("\"truncated\":true", "\"truncated\":false"));

    assertThat(scene.run("status", "-A", "--exit-code")).isEqualTo(6);

    assertThat(scene.calls()).hasSize(5).filteredOn("GET /v1/status"::equals).hasSize(4);
    assertThat(scene.out()).doesNotContain("not all namespaces");
  }

  @Test
  void namespacesThatWereNotLookedAtAreNotTakenForHealthy() {
    IntStream.range(0, 40).forEach(call -> scene.answers(200, WELL));

    assertThat(scene.run("status", "-A", "--exit-code")).isEqualTo(5);
    assertThat(scene.calls()).hasSize(21);
    assertThat(scene.out()).endsWith("not all namespaces were looked at: name one with -n\n");
    assertThat(scene.run("status", "-A")).isZero();
  }

  private String status(String... arguments) {
    OrientCtlScene other = new OrientCtlScene();
    IntStream.range(0, 20).forEach(call -> other.answers(200, STATUS));
    assertThat(other.run(arguments)).as(other.err()).isZero();
    return other.out().replaceAll(" +", " ").replace(" \n", "\n");
  }

  @Test
  void theStatusIsOneScreen() {
    assertThat(status("status", "-A"))
        .isEqualTo(
            """
            operator 1.0; store reachable; 2 rows of the audit trail wait for a seal, the oldest for 3 s; key rotation of shop running, 1 of 2 versions, 0 failed; k2 waits

            NAMESPACE RESOURCES READY KEYS ATTENTION
            blog 1 1/1 2/2
            shop 2 1/2 2/3 1

            NAMESPACE RESOURCE WHAT SUBJECT DETAIL
            blog OrientSecret/posts shadowed A Store is used
            shop OrientSecret/app missing B write it
            shop OrientSecret/app rotation-soon C expires

            not all namespaces were looked at: name one with -n
            """);
  }

  @Test
  void problemsAreAllThatIsShownWhereOnlyTheyAreAskedFor() {
    assertThat(status("status", "-A", "--problems"))
        .contains("missing")
        .doesNotContain("blog", "shadowed", "rotation-soon");
    assertThat(status("status", "-A", "--problems", "-o", "json")).doesNotContain("blog", "soon");
    assertThat(status("status", "-A", "-o", "name"))
        .isEqualTo("blog/OrientSecret/posts\nshop/OrientSecret/app\n");
  }

  @Test
  void anExitCodeForScriptsIsGivenWhereItIsAskedFor() {
    scene
        .answers(200, STATUS)
        .answers(200, WELL.replace("\"truncated\":true", "\"truncated\":false"));

    assertThat(scene.run("status", "--exit-code", "-n", "shop")).isEqualTo(6);
    assertThat(scene.run("status", "--exit-code", "-A")).isZero();
    assertThat(scene.calls())
        .containsExactly("GET /v1/scopes/shop/status", "closed", "GET /v1/status", "closed");
    assertThat(scene.run("status", "-A", "-n", "shop")).isEqualTo(2);
    assertThat(scene.err()).contains("--namespace");
  }

  @Test
  void aStoreThatIsAwayIsToldInOneLine() {
    scene.answers(
        200,
        """
        {"operatorVersion":"1.0","attention":1,"namespaces":[],"truncated":false,
         "store":{"state":"store-unavailable","message":"the database is away","attention":true}}""");

    assertThat(scene.run("status", "-A")).isZero();
    assertThat(scene.out())
        .isEqualTo(
            """
            operator 1.0; store unavailable; the database is away

            there are no OrientSecrets or ProviderDefaults that you may look at
            """);
  }

  static Stream<String> shells() {
    return Stream.of("bash", "zsh", "fish");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void completionKnowsAllCommandsAndOptions(String shell) {
    assertThat(scene.run("completion", shell)).isZero();
    assertThat(scene.out())
        .contains(
            "rollback",
            "rotate-key",
            "status",
            "from-env-file",
            "providers",
            "from-stdin",
            "no-wait");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "get", "list -o xml", "set A --from-stdin --from-file x"})
  void wrongOptionsAreUsage(String arguments) {
    String[] all = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertThat(scene.run(all)).isEqualTo(2);
    assertThat(scene.err()).startsWith("error: ").contains("--help").hasLineCount(2);
  }

  @Test
  void helpTellsTheExitCodes() {
    assertThat(scene.run("--help")).isZero();
    assertThat(scene.out()).contains("3   there is no such thing", "5   operator, store");
  }

  private static String page(int... sequences) {
    StringBuilder page = new StringBuilder("{\"entries\":[");
    for (int i = 0; i < sequences.length; i++) {
      page.append(i > 0 ? "," : "").append("{\"sequence\":").append(sequences[i]).append('}');
    }
    return page.append("]}").toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
