package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  static Stream<String> shells() {
    return Stream.of("bash", "zsh", "fish");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void completionKnowsAllCommandsAndOptions(String shell) {
    assertThat(scene.run("completion", shell)).isZero();
    assertThat(scene.out())
        .contains("rollback", "rotate-key", "providers", "from-stdin", "no-wait");
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
