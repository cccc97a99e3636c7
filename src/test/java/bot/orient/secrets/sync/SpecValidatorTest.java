package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.SealedText;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecValidatorTest {

  private final Catalog catalog = Catalog.load();

  @Test
  void theSmallestAndAFullSpecAreFine() {
    assertThat(problems("keys: [{key: OPENAI_API_KEY}]")).isEmpty();
    assertThat(
            problems(
                """
                scope: platform.shared
                category: ai-providers
                keys:
                  - {key: OPENAI_API_KEY, as: openai.key, description: For chat., restart: Never}
                  - {key: ANTHROPIC_API_KEY, optional: true, secretKeyRef: {name: seed, key: k}}
                target:
                  name: app-secrets
                  type: example.com/keys
                  labels: {app.kubernetes.io/name: app, tier: ''}
                  annotations: {Example.com/Note_1: anything at all}
                  deletionPolicy: Retain
                restart:
                  policy: Auto
                  settle: 1m30s
                  waves: [{matchLabels: {tier: db, example.com/Zone_1: ''}}, {matchLabels: {tier: web}}]
                  canary: true
                  windows:
                    - {schedule: 0 2 * * 1-5, timeZone: Europe/Berlin, duration: 2h}
                    - {schedule: "*/30 22-23 1,15 JAN-MAR sun", duration: 168h}
                  onFailure: RestorePreviousVersion
                """))
        .isEmpty();
  }

  @Test
  void aProblemNamesTheFieldAndTheRule() {
    assertThat(problems("keys: [{key: A}, {key: B}, {key: C, as: a b}]"))
        .containsExactly("spec.keys[2].as: \"a b\" does not match ^[-._a-zA-Z0-9]+$");
  }

  @Test
  void whatIsAbsentIsNamed() {
    assertThat(SpecValidator.validate((OrientSecretSpec) null, "app", catalog))
        .containsExactly(new SpecProblem("spec", "is missing"));
    assertThat(SpecValidator.validate((ProviderDefaultsSpec) null, "app", catalog))
        .containsExactly(new SpecProblem("spec", "is missing"));
    assertThat(problems("{}")).containsExactly("spec.keys: is missing");
    assertThat(problems("keys: [{}]")).containsExactly("spec.keys[0].key: is missing");
    assertThat(problems("keys: [{key: A, secretKeyRef: {}}]"))
        .containsExactly(
            "spec.keys[0].secretKeyRef.name: is missing",
            "spec.keys[0].secretKeyRef.key: is missing");
    assertThat(problems("keys: [null]")).containsExactly("spec.keys[0]: is empty");
    assertThat(defaultsProblems("{}")).containsExactly("spec.useCases: is missing");
    assertThat(defaultsProblems("useCases: {chat: null}"))
        .containsExactly("spec.useCases[chat]: is empty");
    assertThat(problems("{keys: [{key: A}], target: {labels: {a: null}, annotations: {b: null}}}"))
        .containsExactly("spec.target.labels[a]: is empty", "spec.target.annotations[b]: is empty");
  }

  @Test
  void aValueHasOneOriginAndWhatIsNotSealedIsNotQuoted() {
    assertThat(problems("keys: [{key: A, sealedValue: osv1.AAAA}]")).isEmpty();
    assertThat(
            problems("keys: [{key: A, sealedValue: osv1.AAAA, secretKeyRef: {name: s, key: k}}]"))
        .containsExactly(
            "spec.keys[0].sealedValue: sealedValue cannot be used with secretKeyRef: a value has"
                + " one origin");
    assertThat(problems("keys: [{key: A, sealedValue: sk-a-value-as-it-is}]"))
        .containsExactly(
            "spec.keys[0].sealedValue: what it holds does not match ^osv1\\.[A-Za-z0-9_-]+$");
  }

  @Test
  void aGeneratedValueFollowsFromAKeyThatIsListed() {
    assertThat(
            problems(
                "keys: [{key: A, generate: {type: SSH}}, {key: B, generate: {type: PublicKey, from: A}}]"))
        .isEmpty();
    assertThat(problems("keys: [{key: B, generate: {type: Bcrypt, from: A}}]"))
        .containsExactly(
            "spec.keys[0].generate.from: \"A\" is not listed in spec.keys; list the key that it"
                + " follows from");
    assertThat(problems("keys: [{key: A, generate: {type: PublicKey, from: A}}]"))
        .containsExactly(
            "spec.keys[0].generate.from: \"A\" follows from another key itself; name that one");
  }

  @Test
  void theLongestSealedTextFitsItsField() {
    assertThat(KeySpec.MAX_SEALED_VALUE).isEqualTo(SealedText.MAX_LENGTH);
  }

  @Test
  void aKeyIsListedOnce() {
    assertThat(problems("keys: [{key: A}, {key: B}, {key: A, as: C}]"))
        .containsExactly(
            "spec.keys[2].key: \"A\" is listed already as spec.keys[0]; remove one of them");
    assertThat(problems("keys: [{key: A}, {key: A}]")).hasSize(1);
  }

  @Test
  void aNameInTheSecretIsUsedOnceDefaultsIncluded() {
    assertThat(problems("keys: [{key: A, as: C}, {key: B, as: C}]"))
        .containsExactly(
            "spec.keys[1].as: \"C\" is already what spec.keys[0] is called in the Secret; call one of them otherwise");
    assertThat(problems("keys: [{key: A, as: B}, {key: B}]"))
        .singleElement()
        .asString()
        .startsWith("spec.keys[1].as: \"B\"");
    assertThat(problems("keys: [{key: A, as: B}, {key: B, as: A}]")).isEmpty();
  }

  @Test
  void templatesUseTheRequiredKeysByTheirNamesInTheSecret() {
    String keys = "keys: [{key: A, as: a.txt}, {key: B}, {key: C, optional: true}]";
    assertThat(templateProblems(keys, "f: '{{a.txt}} {{B}} {{B}}'")).isEmpty();
    assertThat(templateProblems(keys, "f: |-\n      {{A}}\n      {{C}}"))
        .containsExactly(
            "spec.target.template[f]: line 1: there is no key \"A\" in the Secret; there are B, C, a.txt",
            "spec.target.template[f]: line 2: C is optional: a file cannot leave a value out; make the key required, or take it out of the template");
    String many =
        IntStream.range(0, 12).mapToObj("{key: K%02d}"::formatted).collect(Collectors.joining(","));
    assertThat(templateProblems("keys: [" + many + "]", "f: '{{A}}{{B}}{{C}}{{D}}{{E}}{{F}}'"))
        .hasSize(5)
        .first()
        .asString()
        .endsWith("there are K00, K01, K02, K03, K04, K05, K06, K07, K08, K09 and 2 more");
    String asMany =
        IntStream.range(0, 10).mapToObj("{key: K%02d}"::formatted).collect(Collectors.joining(","));
    assertThat(templateProblems("keys: [" + asMany + "]", "f: '{{A}}'"))
        .singleElement()
        .asString()
        .endsWith("there are K00, K01, K02, K03, K04, K05, K06, K07, K08, K09");
    assertThat(templateProblems(keys, "f: '{{>B}}'"))
        .containsExactly(
            "spec.target.template[f]: line 1: partials ({{>) are not supported: write the text here");
    assertThat(templateProblems(keys, "f: null"))
        .containsExactly("spec.target.template[f]: is empty");
  }

  @Test
  void templateHasANameOfItsOwnThatASecretMayHave() {
    String keys = "keys: [{key: A, as: a.txt}, {key: B}]";
    assertThat(templateProblems(keys, "A: x, .env: y".replace(", ", "\n    "))).isEmpty();
    assertThat(templateProblems(keys, "a.txt: x"))
        .containsExactly(
            "spec.target.template[a.txt]: is already what spec.keys[0] is called in the Secret; call one of them otherwise");
    assertThat(templateProblems(keys, "..x: x"))
        .containsExactly(
            "spec.target.template[..x]: cannot be a key of a Secret: it may not be \".\" nor begin with \"..\"");
    assertThat(templateProblems(keys, "a/b: x"))
        .containsExactly(
            "spec.target.template: \"a/b\" does not match ^[-._a-zA-Z0-9]+$, or is longer than 253 characters");
    assertThat(templateProblems(keys, "x".repeat(253) + ": x")).isEmpty();
    assertThat(templateProblems(keys, "x".repeat(254) + ": x")).hasSize(1);
  }

  @Test
  void fileIsNotImportedFromWhereItIsWritten() {
    assertThat(
            problems(
                "{keys: [{key: A, secretKeyRef: {name: m, key: f}}], target: {name: m, creationPolicy: Merge, template: {f: x}}}"))
        .singleElement()
        .asString()
        .startsWith("spec.keys[0].secretKeyRef: a value cannot be imported from the Secret");
  }

  @Test
  void templatesOfDefaultsUseTheChoices() {
    String defaults =
        "{useCases: {chat: {provider: openai}}, includeApiKeys: true, target: {template: {f: '%s'}}}";
    assertThat(defaultsProblems(defaults.formatted("{{CHAT_PROVIDER}} {{AI_PROVIDER_DEFAULTS}}")))
        .isEmpty();
    assertThat(defaultsProblems(defaults.formatted("{{CHAT_MODEL}}")))
        .singleElement()
        .asString()
        .startsWith("spec.target.template[f]: line 1: there is no key \"CHAT_MODEL\"");
    assertThat(defaultsProblems(defaults.formatted("{{OPENAI_API_KEY}}")))
        .singleElement()
        .asString()
        .contains("line 1: OPENAI_API_KEY is an API key that may be absent");
  }

  private List<String> templateProblems(String keys, String templates) {
    return problems(keys + "\ntarget:\n  template:\n    " + templates);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "..data"})
  void aNameThatKubernetesRefusesIsRefused(String name) {
    assertThat(problems("keys: [{key: A, as: '%s'}]".formatted(name)))
        .singleElement()
        .asString()
        .contains("spec.keys[0].as", "cannot be a key of a Secret");
  }

  @Test
  void anUnknownCategoryIsRefusedWithTheKnownOnes() {
    assertThat(problems("{category: slak, keys: [{key: A}]}"))
        .singleElement()
        .asString()
        .startsWith("spec.category: \"slak\" is not a known category; known are ai-providers, ")
        .contains("slack");
  }

  @Test
  void aServiceAccountTokenIsRefused() {
    assertThat(problems(target("{type: kubernetes.io/service-account-token}")))
        .singleElement()
        .asString()
        .contains("spec.target.type", "kubernetes.io/service-account-token cannot be used");
  }

  @ParameterizedTest
  @CsvSource({
    "labels, app.kubernetes.io/instance",
    "labels, argocd.argoproj.io/instance",
    "annotations, argocd.argoproj.io/tracking-id"
  })
  void marksByWhichArgoCdWouldPruneTheSecretAreRefused(String field, String mark) {
    assertThat(problems(target("{%s: {%s: shop}}".formatted(field, mark))))
        .containsExactly(
            "spec.target.%s: %s is how Argo CD marks what it applied, and it deletes what is marked but not in Git: leave it out"
                .formatted(field, mark));
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels", "annotations"})
  void namesOfTheOperatorAreRefused(String field) {
    assertThat(problems(target("{%s: {secrets.orient.bot/owner: x}}".formatted(field))))
        .containsExactly(
            "spec.target.%s[secrets.orient.bot/owner]: names under secrets.orient.bot/ are the operator's own; remove it"
                .formatted(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "a b", "-a", "a/b/c", "/a", "a/", "'_x.y/a'", "A.B/", "'äpp'"})
  void namesThatKubernetesRefusesAreRefused(String name) {
    for (String field : List.of("labels", "annotations")) {
      assertThat(problems(target("{%s: {%s: x}}".formatted(field, name))))
          .singleElement()
          .asString()
          .startsWith("spec.target." + field + ": ")
          .contains("is not a name of Kubernetes");
    }
  }

  @Test
  void namesOfLabelsAreBounded() {
    assertThat(problems(target("{labels: {%s: x}}".formatted("a".repeat(63))))).isEmpty();
    assertThat(problems(target("{labels: {%s: x}}".formatted("a".repeat(64))))).hasSize(1);
    assertThat(problems(target("{labels: {%s/a: x}}".formatted("a".repeat(253))))).isEmpty();
    assertThat(problems(target("{labels: {? %s/a : x}}".formatted("a".repeat(254))))).hasSize(1);
  }

  @Test
  void annotationsAreBoundedTogether() {
    String half = "x".repeat(65_535);
    assertThat(problems(target("{annotations: {a: %s, b: %s}}".formatted(half, half)))).isEmpty();
    assertThat(problems(target("{annotations: {a: %s, b: %sx}}".formatted(half, half))))
        .containsExactly(
            "spec.target.annotations: have 131073 bytes together; at most 131072 are allowed");
  }

  @Test
  void annotationsAreCountedInBytes() {
    String most = "ä".repeat(65_535);
    assertThat(problems(target("{annotations: {a: %sx}}".formatted(most)))).isEmpty();
    assertThat(problems(target("{annotations: {a: %sä}}".formatted(most))))
        .containsExactly(
            "spec.target.annotations: have 131073 bytes together; at most 131072 are allowed");
  }

  @Test
  void theDefaultNameOfTheTargetIsCheckedToo() {
    OrientSecretSpec spec = Specs.orientSecret("keys: [{key: A}]");
    assertThat(SpecValidator.validate(spec, "Not_a_name", catalog))
        .extracting(SpecProblem::field)
        .containsExactly("metadata.name");
    OrientSecretSpec named = Specs.orientSecret("{keys: [{key: A}], target: {name: app}}");
    assertThat(SpecValidator.validate(named, "Not_a_name", catalog)).isEmpty();
  }

  @Test
  void aValueIsNotImportedFromWhereItIsProjected() {
    String problem =
        "spec.keys[0].secretKeyRef: a value cannot be imported from the Secret it is projected into";
    assertThat(problems("keys: [{key: A, secretKeyRef: {name: app, key: x}}]"))
        .singleElement()
        .asString()
        .startsWith(problem);
    assertThat(
            problems(
                "{keys: [{key: A, secretKeyRef: {name: s, key: A}}], target: {name: s, creationPolicy: Merge}}"))
        .singleElement()
        .asString()
        .startsWith(problem);
    assertThat(
            problems(
                "{keys: [{key: A, secretKeyRef: {name: s, key: x}}], target: {name: s, creationPolicy: Merge}}"))
        .isEmpty();
    assertThat(problems("{keys: [{key: A, secretKeyRef: {name: app, key: x}}], target: {name: s}}"))
        .isEmpty();
  }

  @Test
  void overlongTextIsNeitherMatchedNorRepeated() {
    assertThat(problems("{scope: %s, keys: [{key: A}]}".formatted("a".repeat(100_000))))
        .containsExactly("spec.scope: has 100000 characters; at most 253 are allowed");
    assertThat(problems("{scope: %s, keys: [{key: A}]}".formatted("A".repeat(200))))
        .singleElement()
        .asString()
        .startsWith("spec.scope: \"" + "A".repeat(60) + "...\" does not match");
    assertThat(problems("{category: \"a\\nb\", keys: [{key: A}]}"))
        .singleElement()
        .asString()
        .contains("\"a?b\" does not match");
  }

  @Test
  void textAtTheVeryBoundsOfItsLengthIsMatchedToo() {
    assertThat(problems(restart("{settle: 5x}")))
        .singleElement()
        .asString()
        .startsWith("spec.restart.settle: \"5x\" does not match");
    assertThat(problems("{scope: %s, keys: [{key: A}]}".formatted("A".repeat(253))))
        .singleElement()
        .asString()
        .startsWith("spec.scope: ")
        .contains("does not match");
  }

  @Test
  void textIsRepeatedWholeUpToTheLengthOfTheLongestQuote() {
    assertThat(problems("{scope: %s, keys: [{key: A}]}".formatted("A".repeat(60))))
        .singleElement()
        .asString()
        .startsWith("spec.scope: \"" + "A".repeat(60) + "\" does not match");
  }

  @Test
  void everyKeyOfALongListIsChecked() {
    KeySpec key = new KeySpec("A", null, null, null, null, null, null, null, null, null, null);
    OrientSecretSpec many =
        new OrientSecretSpec(null, null, Collections.nCopies(300, key), null, null);
    assertThat(SpecValidator.validate(many, "app", catalog)).hasSize(300);
    OrientSecretSpec gaps =
        new OrientSecretSpec(null, null, Arrays.asList(key, null, key), null, null);
    assertThat(SpecValidator.validate(gaps, "app", catalog))
        .extracting(SpecProblem::field)
        .containsExactly("spec.keys[1]", "spec.keys[2].key");
  }

  @Test
  void versionsAreCountedFromOne() {
    assertThat(problems("{keys: [{key: A, version: 1}, {key: B, version: 1000000000}]}")).isEmpty();
    assertThat(problems("{keys: [{key: A, version: 0}, {key: B, version: 1000000001}]}"))
        .containsExactly(
            "spec.keys[0].version: is 0; at least 1 needed",
            "spec.keys[1].version: is 1000000001; at most 1000000000 allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"59m", "3650d1s", "0d"})
  void agesAreBounded(String age) {
    assertThat(problems("{keys: [{key: A}, {key: B, rotateEvery: %s}]}".formatted(age)))
        .containsExactly(
            "spec.keys[1].rotateEvery: \"%s\" is out of bounds; write a duration from 1h to 3650d, such as 90d"
                .formatted(age));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1h", "90d", "3650d", "1d12h30m"})
  void agesWithinBoundsAreFine(String age) {
    assertThat(problems("{keys: [{key: A, rotateEvery: %s}]}".formatted(age))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2027-02-30T00:00:00Z", "2027-01-31T24:00:01Z", "2027-01-31T00:00:00ZZ"})
  void datesExist(String date) {
    assertThat(problems("{keys: [{key: A, expires: '%s'}]}".formatted(date)))
        .containsExactly(
            "spec.keys[0].expires: \"%s\" is no date and time of RFC 3339; write one such as 2027-01-31T00:00:00Z"
                .formatted(date));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2027-01-31", "tomorrow", "2027-01-31 00:00:00Z", "2027-01-31T00:00:00"})
  void datesHaveTheirForm(String date) {
    assertThat(problems("{keys: [{key: A, expires: '%s'}]}".formatted(date)))
        .singleElement()
        .asString()
        .startsWith("spec.keys[0].expires: \"" + date + "\" does not match");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2027-01-31T00:00:00Z",
        "2028-02-29T23:59:59.5+02:00",
        "2027-01-31T00:00:00-11:30"
      })
  void datesOfAnyZoneAreFine(String date) {
    assertThat(problems("{keys: [{key: A, expires: '%s'}]}".formatted(date))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"24h1s", "99999h", "86401s"})
  void settlingIsBounded(String settle) {
    assertThat(problems(restart("{settle: %s}".formatted(settle))))
        .containsExactly(
            "spec.restart.settle: \"%s\" is out of bounds; write a duration from 0s to 24h, such as 1h30m"
                .formatted(settle));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "24h", "86400s", "1h1m1s"})
  void settlingWithinBoundsIsFine(String settle) {
    assertThat(problems(restart("{settle: %s}".formatted(settle)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5 s", "5", "PT5S", "1s1m", "-5s"})
  void settlingThatIsNoDurationIsOneProblem(String settle) {
    assertThat(problems(restart("{settle: '%s'}".formatted(settle))))
        .singleElement()
        .asString()
        .startsWith("spec.restart.settle: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "59s", "168h1s"})
  void windowsAreNeitherTooShortNorTooLong(String duration) {
    assertThat(problems(window("{schedule: 0 2 * * *, duration: %s}".formatted(duration))))
        .containsExactly(
            "spec.restart.windows[1].duration: \"%s\" is out of bounds; write a duration from 1m to 168h, such as 1h30m"
                .formatted(duration));
  }

  @ParameterizedTest
  @CsvSource({
    "60 2 * * *, 'Value 60 not in range [0, 59]'",
    "0 2 * * 8, 'Value 8 not in range [0, 7]'",
    "0 2 30 2 *, that day never comes: none of the months has it",
    "a b c d e, Invalid chars",
    "0 4-18/ * * *, one of the five fields cannot be read",
  })
  void aScheduleThatIsNoneIsRefusedWithAnExample(String schedule, String reason) {
    assertThat(problems(window("{schedule: %s, duration: 2h}".formatted(schedule))))
        .singleElement()
        .asString()
        .startsWith(
            "spec.restart.windows[1].schedule: \"%s\" is no schedule of cron: ".formatted(schedule))
        .contains(reason, "such as \"0 2 * * 1-5\"");
  }

  @Test
  void aScheduleOfOtherThanFiveFieldsIsOneProblem() {
    assertThat(problems(window("{schedule: '@daily', duration: 2h}"))).hasSize(1);
    assertThat(problems(window("{schedule: 0 0 2 * * *, duration: 2h}"))).hasSize(1);
    assertThat(problems(window("{duration: 2h}")))
        .containsExactly("spec.restart.windows[1].schedule: is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Phobos", "CEST", "europe/berlin"})
  void anUnknownTimeZoneIsRefused(String zone) {
    assertThat(
            problems(window("{schedule: 0 2 * * *, timeZone: %s, duration: 2h}".formatted(zone))))
        .containsExactly(
            "spec.restart.windows[1].timeZone: \"%s\" is not a time zone of the IANA; write one such as Europe/Berlin, or leave it out for UTC"
                .formatted(zone));
  }

  /** So that a spec is mended in one go. */
  @Test
  void mistakesInSeveralFieldsAreAllTold() {
    assertThat(
            problems(
                """
                keys: [{key: A, as: a b, expires: '2027-02-30T00:00:00Z'}]
                restart: {settle: 25h, windows: [{schedule: 60 2 * * *, timeZone: CEST, duration: 1s}]}
                """))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactlyInAnyOrder(
            "spec.keys[0].as",
            "spec.keys[0].expires",
            "spec.restart.settle",
            "spec.restart.windows[0].schedule",
            "spec.restart.windows[0].timeZone",
            "spec.restart.windows[0].duration");
  }

  @Test
  void wavesSelectByLabels() {
    assertThat(problems(restart("{waves: [{matchLabels: {a: b}}, {matchLabels: {}}]}")))
        .containsExactly("spec.restart.waves[1].matchLabels: has 0 entries; at least 1 needed");
    assertThat(problems(restart("{waves: []}")))
        .containsExactly("spec.restart.waves: has 0 entries; at least 1 needed");
    assertThat(problems(restart("{waves: [null, {}]}")))
        .containsExactly(
            "spec.restart.waves[0]: is empty", "spec.restart.waves[1].matchLabels: is missing");
    assertThat(problems(restart("{waves: [{matchLabels: {-a: b}}]}")))
        .singleElement()
        .asString()
        .startsWith("spec.restart.waves[0].matchLabels: \"-a\" is not the key of a label; write ");
    assertThat(problems(restart("{waves: [{matchLabels: {a: '-'}}]}")))
        .singleElement()
        .asString()
        .startsWith("spec.restart.waves[0].matchLabels[a]: ");
  }

  @Test
  void restartsOfDefaultsAreCheckedToo() {
    assertThat(
            defaultsProblems(
                "{useCases: {chat: {provider: openai}}, restart: {settle: 25h, onFailure: RestorePreviousVersion}}"))
        .satisfiesExactly(
            settle -> assertThat(settle).startsWith("spec.restart.settle: "),
            onFailure ->
                assertThat(onFailure).startsWith("spec.restart.onFailure: ").endsWith("use Halt"));
  }

  @Test
  void goodDefaultsAreFine() {
    assertThat(
            defaultsProblems(
                """
                useCases:
                  chat: {provider: anthropic, model: claude-fake-1}
                  code: {provider: google}
                  summary: {provider: openai, model: "vendor/model:latest@1"}
                  transcription: {provider: openai}
                  vision: {provider: anthropic}
                  imageGeneration: {provider: google}
                  agentChat: {provider: opencode_zen}
                includeApiKeys: true
                restart: {settle: 0s, onFailure: Halt}
                """))
        .isEmpty();
  }

  @Test
  void unknownUseCasesAndProvidersAreRefusedWithTheKnownOnes() {
    assertThat(defaultsProblems("useCases: {chatt: {provider: opnai}}"))
        .containsExactly(
            "spec.useCases[chatt]: \"chatt\" is not a known use case; known are agentChat, chat, code, imageGeneration, summary, transcription, vision",
            "spec.useCases[chatt].provider: \"opnai\" is not a known provider; known are anthropic, google, openai, opencode_zen");
  }

  @Test
  void aProviderThatCannotServeTheUseCaseIsRefusedWithThoseThatCan() {
    assertThat(defaultsProblems("useCases: {vision: {provider: google}}"))
        .containsExactly(
            "spec.useCases[vision].provider: \"google\" cannot serve vision; these can: anthropic, openai");
  }

  @Test
  void defaultsWithoutUseCasesAreRefused() {
    assertThat(defaultsProblems("useCases: {}"))
        .containsExactly("spec.useCases: has 0 entries; at least 1 needed");
  }

  @Test
  void targetsOfDefaultsAreCheckedToo() {
    assertThat(
            defaultsProblems(
                "{useCases: {chat: {provider: openai}}, target: {labels: {secrets.orient.bot/x: y}, creationPolicy: Merge, immutable: true}}"))
        .hasSize(2);
  }

  private static String target(String target) {
    return "{keys: [{key: A}], target: " + target + "}";
  }

  private static String restart(String restart) {
    return "{keys: [{key: A}], restart: " + restart + "}";
  }

  /** The window stands after one that is fine. */
  private static String window(String window) {
    return restart("{windows: [{schedule: 0 2 * * *, duration: 2h}, " + window + "]}");
  }

  private List<String> problems(String yaml) {
    return texts(SpecValidator.validate(Specs.orientSecret(yaml), "app", catalog));
  }

  private List<String> defaultsProblems(String yaml) {
    return texts(SpecValidator.validate(Specs.providerDefaults(yaml), "app", catalog));
  }

  private static List<String> texts(List<SpecProblem> problems) {
    return problems.stream().map(SpecProblem::text).toList();
  }
}
