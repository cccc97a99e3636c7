package bot.orient.secrets.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.EnvironmentKekProvider;
import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.OrientAuditRow;
import bot.orient.secrets.store.OrientDatabase;
import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.ProviderChoice;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.testing.DatabaseDump;
import bot.orient.secrets.testing.OrientInstallation;
import bot.orient.secrets.testing.OrientRows;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a database as Orient v0.1.x leaves it, encrypted by Node, into a store. */
class OrientImportIT {

  private static final String SCOPE = "shop";
  private static final Actor ALICE = new Actor("alice", Actor.Kind.USER, "a test");

  private final OrientRows node = OrientRows.make();
  private TestDatabase ours;
  private OrientInstallation orient;
  private PostgresSecretStore store;

  @BeforeEach
  void prepare() throws SQLException {
    ours = PostgresServer.shared().createDatabase();
    orient = OrientInstallation.in(PostgresServer.shared().createDatabase());
    store =
        PostgresSecretStore.open(
            new StoreSettings(
                ours.jdbcUrl(), ours.username(), ours.password(), 4, Duration.ofSeconds(10)),
            new EnvironmentKekProvider(Map.of("ORIENT_KEK", "0123456789abcdef".repeat(4))));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everyRowHasAnOutcomeOfItsOwn() throws SQLException {
    for (OrientRows.Row row : node.rows().values()) {
      orient.set(row);
    }

    ImportReport report = run();

    assertThat(outcomes(report))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("SLACK_BOT_TOKEN", ImportOutcome.IMPORTED),
                Map.entry("GREETING", ImportOutcome.IMPORTED),
                Map.entry("EMPTY", ImportOutcome.IMPORTED),
                Map.entry("GITHUB_APP_PRIVATE_KEY", ImportOutcome.IMPORTED),
                Map.entry("LONG", ImportOutcome.IMPORTED),
                Map.entry("ORIENT_MASTER_KEY", ImportOutcome.REFUSED),
                Map.entry("not a key", ImportOutcome.INVALID_NAME),
                Map.entry("AI_PROVIDER_DEFAULTS.transcription", ImportOutcome.IMPORTED),
                Map.entry("AI_PROVIDER_DEFAULTS.vision", ImportOutcome.IMPORTED),
                Map.entry("AI_PROVIDER_DEFAULTS.imageGeneration", ImportOutcome.REFUSED),
                Map.entry("AI_PROVIDER_DEFAULTS.agentChat", ImportOutcome.REFUSED),
                Map.entry("AI_PROVIDER_DEFAULTS.telepathy", ImportOutcome.REFUSED),
                Map.entry("OLD_TOKEN", ImportOutcome.WRONG_KEY),
                Map.entry("DEV_TOKEN", ImportOutcome.DEVELOPMENT_KEY)));
    assertThat(report.isComplete()).isFalse();
    for (String key : List.of("SLACK_BOT_TOKEN", "GREETING", "EMPTY", "LONG")) {
      assertThat(value(key)).isEqualTo(node.row(key).plaintext());
    }
    assertThat(store.read(SCOPE, Set.of("ORIENT_MASTER_KEY", "OLD_TOKEN", "DEV_TOKEN")).values())
        .allMatch(SecretRead.Absent.class::isInstance);
    assertThat(store.providerDefaults(SCOPE, "orient"))
        .isEqualTo(
            Map.of(
                "transcription", new ProviderChoice("openai", null),
                "vision", new ProviderChoice("anthropic", null)));
  }

  @Test
  void damagedFieldIsNamedAndStopsNoOther() throws SQLException {
    OrientRows.Row good = node.row("SLACK_BOT_TOKEN");
    orient.set(good);
    orient.set("UPPER", upper(good.encrypted()), upper(good.iv()), upper(good.authTag()));
    orient.set("ODD", good.encrypted().substring(1), good.iv(), good.authTag());
    orient.set("NOT_HEX", "zz" + good.encrypted(), good.iv(), good.authTag());
    orient.set("SHORT_IV", good.encrypted(), good.iv().substring(2), good.authTag());
    orient.set("SHORT_TAG", good.encrypted(), good.iv(), good.authTag().substring(8));
    orient.set("CUT", good.encrypted().substring(2), good.iv(), good.authTag());
    orient.set("FLIPPED_VALUE", flipped(good.encrypted()), good.iv(), good.authTag());
    orient.set("FLIPPED_IV", good.encrypted(), flipped(good.iv()), good.authTag());
    orient.set("FLIPPED_TAG", good.encrypted(), good.iv(), flipped(good.authTag()));

    ImportReport report = run();

    assertThat(outcomes(report))
        .containsEntry("SLACK_BOT_TOKEN", ImportOutcome.IMPORTED)
        .containsEntry("UPPER", ImportOutcome.IMPORTED)
        .containsEntry("CUT", ImportOutcome.WRONG_KEY)
        .containsEntry("FLIPPED_VALUE", ImportOutcome.WRONG_KEY)
        .containsEntry("FLIPPED_IV", ImportOutcome.WRONG_KEY)
        .containsEntry("FLIPPED_TAG", ImportOutcome.WRONG_KEY);
    assertThat(remark(report, "ODD")).startsWith("encrypted_value is cut off");
    assertThat(remark(report, "NOT_HEX")).startsWith("encrypted_value is not hex");
    assertThat(remark(report, "SHORT_IV")).startsWith("iv has 15 bytes, not 16");
    assertThat(remark(report, "SHORT_TAG")).startsWith("auth_tag has 12 bytes, not 16");
    assertThat(report.rows()).filteredOn(row -> row.outcome() == ImportOutcome.CORRUPT).hasSize(4);
    assertThat(value("UPPER")).isEqualTo(good.plaintext());
  }

  /** Orient binds no row to its name: this is what its format can and cannot show. */
  @Test
  void swappedRowsCannotBeTold() throws SQLException {
    OrientRows.Row slack = node.row("SLACK_BOT_TOKEN");
    OrientRows.Row greeting = node.row("GREETING");
    orient.set("SLACK_BOT_TOKEN", greeting.encrypted(), greeting.iv(), greeting.authTag());
    orient.set("GREETING", slack.encrypted(), slack.iv(), slack.authTag());

    assertThat(run().isComplete()).isTrue();

    assertThat(value("GREETING")).isEqualTo(slack.plaintext());
  }

  @Test
  void wrongKeyImportsNothing() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN")).set(node.row("GREETING"));

    ImportReport report = run("another master key with enough characters", options(false, false));

    assertThat(report.counts()).isEqualTo(Map.of(ImportOutcome.WRONG_KEY, 2));
    assertThat(store.list(SCOPE)).isEmpty();
  }

  @Test
  void dryRunForeseesTheOutcomesAndWritesNothing() throws SQLException {
    for (OrientRows.Row row : node.rows().values()) {
      orient.set(row);
    }
    put("GREETING", "another greeting");
    String before = dump();

    ImportReport foreseen = run(node.masterKey(), options(false, true));

    assertThat(dump()).isEqualTo(before);
    assertThat(foreseen.history()).isEqualTo(node.rows().size());
    assertThat(outcomes(run())).isEqualTo(outcomes(foreseen));
  }

  @Test
  void secondRunWritesNothing() throws SQLException {
    for (OrientRows.Row row : node.rows().values()) {
      orient.set(row);
    }
    ImportReport first = run();
    String before = dump();

    ImportReport second = run();

    assertThat(dump()).isEqualTo(before);
    assertThat(second.history()).isZero();
    assertThat(second.rows())
        .filteredOn(row -> row.outcome().isFine())
        .allMatch(row -> row.outcome() == ImportOutcome.UNCHANGED)
        .hasSize((int) first.rows().stream().filter(row -> row.outcome().isFine()).count());
  }

  @Test
  void changeInOrientIsTakenOverByTheNextRun() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN"));
    run();
    orient.set("SLACK_BOT_TOKEN", of("LONG").encrypted(), of("LONG").iv(), of("LONG").authTag());

    ImportReport report = run();

    assertThat(outcomes(report)).containsEntry("SLACK_BOT_TOKEN", ImportOutcome.IMPORTED);
    assertThat(remark(report, "SLACK_BOT_TOKEN")).isEqualTo("version 2");
    assertThat(value("SLACK_BOT_TOKEN")).isEqualTo(of("LONG").plaintext());
  }

  @Test
  void storeThatMovedOnIsNotPutBack() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN")).set(node.row("GREETING"));
    run();
    put("SLACK_BOT_TOKEN", "rotated since");
    store.delete(SCOPE, "GREETING", ALICE);

    ImportReport report = run();

    assertThat(report.counts()).isEqualTo(Map.of(ImportOutcome.SUPERSEDED, 2));
    assertThat(report.isComplete()).isTrue();
    assertThat(value("SLACK_BOT_TOKEN")).isEqualTo("rotated since");
    assertThat(store.read(SCOPE, Set.of("GREETING")).get("GREETING"))
        .isInstanceOf(SecretRead.Absent.class);
  }

  @Test
  void conflictKeepsOursUnlessAskedToReplace() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN"));
    put("SLACK_BOT_TOKEN", "ours");

    assertThat(outcomes(run())).containsEntry("SLACK_BOT_TOKEN", ImportOutcome.CONFLICT);
    assertThat(value("SLACK_BOT_TOKEN")).isEqualTo("ours");

    ImportReport replacing = run(node.masterKey(), options(true, false));
    assertThat(outcomes(replacing)).containsEntry("SLACK_BOT_TOKEN", ImportOutcome.REPLACED);
    assertThat(value("SLACK_BOT_TOKEN")).isEqualTo(of("SLACK_BOT_TOKEN").plaintext());
  }

  @Test
  void providerChoiceOfTheStoreIsKeptUnlessAskedToReplace() throws SQLException {
    orient.set(node.row("AI_PROVIDER_DEFAULTS"));
    Map<String, ProviderChoice> chosen =
        Map.of(
            "vision", new ProviderChoice("openai", "gpt-5"),
            "chat", new ProviderChoice("anthropic", null));
    store.putProviderDefaults(SCOPE, "orient", chosen, ALICE);

    assertThat(outcomes(run()))
        .containsEntry("AI_PROVIDER_DEFAULTS.vision", ImportOutcome.CONFLICT)
        .containsEntry("AI_PROVIDER_DEFAULTS.transcription", ImportOutcome.IMPORTED);
    assertThat(store.providerDefaults(SCOPE, "orient")).containsAllEntriesOf(chosen);

    assertThat(outcomes(run(node.masterKey(), options(true, false))))
        .containsEntry("AI_PROVIDER_DEFAULTS.vision", ImportOutcome.REPLACED);
    assertThat(store.providerDefaults(SCOPE, "orient"))
        .containsEntry("vision", new ProviderChoice("anthropic", null))
        .containsEntry("chat", new ProviderChoice("anthropic", null));
  }

  @Test
  void valueUnderTheDevelopmentKeyIsImportedOnlyOnRequestAndMarkedCompromised()
      throws SQLException {
    orient.set(node.row("DEV_TOKEN"));
    ImportOptions accepting =
        new ImportOptions(SCOPE, new OrientImportPolicy(false, false), true, "orient");

    ImportReport report = run(node.masterKey(), accepting);

    assertThat(outcomes(report)).containsEntry("DEV_TOKEN", ImportOutcome.IMPORTED);
    assertThat(value("DEV_TOKEN")).isEqualTo(of("DEV_TOKEN").plaintext());
    assertThat(store.compromised(SCOPE, Map.of("DEV_TOKEN", 1L)).get("DEV_TOKEN").reason())
        .contains("public development key");
    put("DEV_TOKEN", "a new one");
    assertThatThrownBy(() -> put("DEV_TOKEN", of("DEV_TOKEN").plaintext()))
        .isInstanceOf(InvalidSecretException.class)
        .hasMessageContaining("DEV_TOKEN is the one of version 1, which was marked compromised");
  }

  @Test
  void valueThatTheStoreRefusesIsReportedWithTheReason() throws SQLException {
    OrientRows.Row row = of("SLACK_BOT_TOKEN");
    orient.set(row).set(node.row("GREETING"));
    orient.execute(
        "update secrets set description = repeat('x', 1025) where key = 'SLACK_BOT_TOKEN'");

    ImportReport report = run();

    assertThat(outcomes(report))
        .containsEntry("SLACK_BOT_TOKEN", ImportOutcome.REFUSED)
        .containsEntry("GREETING", ImportOutcome.IMPORTED);
    assertThat(remark(report, "SLACK_BOT_TOKEN"))
        .isEqualTo("description is longer than 1024 characters");
  }

  @Test
  void metadataAndTimesAreKept() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN"));

    run();

    assertThat(store.list(SCOPE))
        .singleElement()
        .satisfies(
            secret -> {
              assertThat(secret.category()).isEqualTo("slack");
              assertThat(secret.description()).isEqualTo("description of SLACK_BOT_TOKEN");
            });
    try (Connection connection = ours.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select source, source_created_at, source_updated_at
                from orient_store.orient_imports
                """)) {
      row.next();
      assertThat(row.getString(1)).isEqualTo(orientDatabase().name());
      assertThat(row.getObject(2, OffsetDateTime.class)).isEqualTo("2025-11-01T10:00:00Z");
      assertThat(row.getObject(3, OffsetDateTime.class)).isEqualTo("2025-12-24T18:00:00Z");
    }
  }

  @Test
  void historyIsKeptApartFromTheTrailThatWeVouchFor() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN"));
    orient.audit("LONG_GONE", "deleted", "mallory\u001b[2J");
    orient.audit("SLACK_BOT_TOKEN", "updated", null);

    assertThat(run().history()).isEqualTo(3);
    orient.audit("SLACK_BOT_TOKEN", "updated", "setup-script");
    assertThat(run().history()).isEqualTo(1);

    assertThat(store.orientHistory(SCOPE, "SLACK_BOT_TOKEN", 10))
        .extracting(OrientAuditRow::id, OrientAuditRow::changedBy)
        .containsExactly(tuple(4L, "setup-script"), tuple(3L, null), tuple(1L, "dashboard"));
    assertThat(store.orientHistory(SCOPE, "LONG_GONE", 10))
        .extracting(OrientAuditRow::changedBy)
        .containsExactly("mallory\uFFFD[2J");
    assertThat(store.audit(SCOPE, 10))
        .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::key)
        .containsExactly(tuple("alice", "import", "SLACK_BOT_TOKEN"));
  }

  @Test
  void databaseThatIsNoOrientIsNamed() {
    OrientDatabase none = at(PostgresServer.shared().createDatabase().jdbcUrl());

    assertThatThrownBy(() -> importFrom(none))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has no table public.secrets")
        .hasMessageContaining("SQLite");
  }

  @Test
  void missingColumnsAndRightsAreNamed() throws SQLException {
    orient.execute(
        """
        drop role if exists orient_import_reader;
        create role orient_import_reader login;
        """);
    OrientDatabase reader =
        OrientDatabase.at(
            orient.database().jdbcUrl(),
            Optional.of("orient_import_reader"),
            Optional.of("any password is right"));
    assertThatThrownBy(() -> importFrom(reader))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("grant it SELECT on public.secrets");

    orient.execute("alter table secrets drop column auth_tag");
    assertThatThrownBy(this::run)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not those of Orient v0.1.x");
    orient.execute("drop role orient_import_reader");
  }

  @Test
  void orientIsOnlyRead() throws SQLException {
    orient.set(node.row("SLACK_BOT_TOKEN"));
    String before = DatabaseDump.of(orient.database()).toString();

    run();

    assertThat(DatabaseDump.of(orient.database()).toString()).isEqualTo(before);
  }

  private ImportReport run() {
    return run(node.masterKey(), options(false, false));
  }

  private ImportReport run(String masterKey, ImportOptions options) {
    return run(orientDatabase(), masterKey, options);
  }

  private void importFrom(OrientDatabase database) {
    run(database, node.masterKey(), options(false, false));
  }

  private ImportReport run(OrientDatabase database, String masterKey, ImportOptions options) {
    try (OrientMasterKey key = OrientMasterKey.derive(masterKey)) {
      return new OrientImport(new StoreTarget(store, ALICE), Catalog.load())
          .run(database, key, options);
    }
  }

  private OrientDatabase orientDatabase() {
    return at(orient.url());
  }

  private static OrientDatabase at(String url) {
    return OrientDatabase.at(
        url, url.startsWith("jdbc") ? Optional.of("postgres") : Optional.empty(), Optional.empty());
  }

  private static ImportOptions options(boolean replace, boolean dryRun) {
    return new ImportOptions(SCOPE, new OrientImportPolicy(replace, dryRun), false, "orient");
  }

  private OrientRows.Row of(String key) {
    return node.row(key);
  }

  private void put(String key, String value) {
    store.put(
        PutRequest.of(SCOPE, key, SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))),
        ALICE);
  }

  private String value(String key) {
    SecretRead.Found found = (SecretRead.Found) store.read(SCOPE, Set.of(key)).get(key);
    return new String(found.value().toByteArray(), StandardCharsets.UTF_8);
  }

  private String dump() throws SQLException {
    return DatabaseDump.of(ours).toString();
  }

  private static Map<String, ImportOutcome> outcomes(ImportReport report) {
    return report.rows().stream().collect(Collectors.toMap(RowReport::key, RowReport::outcome));
  }

  private static String remark(ImportReport report, String key) {
    return report.rows().stream()
        .filter(row -> row.key().equals(key))
        .map(RowReport::remark)
        .findFirst()
        .orElseThrow();
  }

  private static String upper(String hex) {
    return hex.toUpperCase(Locale.ROOT);
  }

  private static String flipped(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    bytes[bytes.length / 2] ^= 4;
    return HexFormat.of().formatHex(bytes);
  }
}
