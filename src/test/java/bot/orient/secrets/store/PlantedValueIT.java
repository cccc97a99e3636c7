package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Nothing that the store says or keeps shows a value, at the finest log level. */
@ExtendWith(PostgresExtension.class)
class PlantedValueIT {

  private static final String PLANTED = "planted-4711-value";
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger("ROOT");
  private static final Logger OURS = (Logger) LoggerFactory.getLogger("bot.orient");
  private static final java.util.logging.Logger DRIVER =
      java.util.logging.Logger.getLogger("org.postgresql");

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender = new Collector(said);
  private final Handler driverHandler = new DriverCollector(said);
  private final Appender<ILoggingEvent> console = ROOT.getAppender("console");
  private final Level rootLevel = ROOT.getLevel();
  private final Level ourLevel = OURS.getLevel();
  private final ChangingKeks keks = ChangingKeks.of("k1");
  private StoreFixture fixture;

  @BeforeEach
  void listenToEverything(TestDatabase database) {
    fixture = new StoreFixture(database);
    // The console keeps quiet; the collector hears all.
    ROOT.detachAppender("console");
    appender.start();
    ROOT.addAppender(appender);
    ROOT.setLevel(Level.TRACE);
    OURS.setLevel(Level.TRACE);
    DRIVER.addHandler(driverHandler);
    DRIVER.setUseParentHandlers(false);
    DRIVER.setLevel(java.util.logging.Level.ALL);
  }

  @AfterEach
  void restoreLogging() {
    fixture.close();
    DRIVER.removeHandler(driverHandler);
    DRIVER.setUseParentHandlers(true);
    DRIVER.setLevel(null);
    ROOT.detachAppender(appender);
    ROOT.addAppender(console);
    ROOT.setLevel(rootLevel);
    OURS.setLevel(ourLevel);
  }

  @Test
  void noTableLogExceptionOrStringShowsAValue() throws SQLException {
    PostgresSecretStore store = fixture.open(keks);
    RecordingListener heard = new RecordingListener();
    fixture.feed(store, heard);
    await().until(() -> heard.states.contains("available"));

    PutRequest request = put("shop", "KEY", PLANTED);
    say(request, store.put(request, ALICE), store.put(request, ALICE));
    ImportRequest taken =
        new ImportRequest(
            "shop",
            "TAKEN",
            secret(PLANTED),
            "slack",
            "a description",
            new ImportRequest.Source("shop", "in", "key"));
    say(taken, store.importValue(taken, ALICE), store.importValue(taken, ALICE));
    SecretRead read = store.read("shop", List.of("KEY")).get("KEY");
    assertThat(text(read)).isEqualTo(PLANTED);
    say(read, store.fingerprinter(), store.audit("shop", 10), store.list("shop"));
    await().until(() -> heard.names().containsAll(List.of("KEY", "TAKEN")));
    say(heard.changes);

    sayFailure(() -> store.put(put("shop", "BAD KEY", PLANTED), ALICE));
    sayFailure(() -> store.put(put("SHOP", "KEY", PLANTED), ALICE));
    byte[] tooLong = PLANTED.repeat(5000).getBytes(StandardCharsets.UTF_8);
    sayFailure(() -> store.put(PutRequest.of("shop", "KEY", SecretBytes.owning(tooLong)), ALICE));
    rotateKeys(store);
    say(store.put(put("shop", "KEY", PLANTED).expecting(Expectation.revision(9)), ALICE));
    PutRequest named = put("shop", "NAMED", PLANTED).withToken("t1");
    say(named, store.put(named, ALICE), store.put(named, ALICE));
    sayFailure(() -> store.put(put("shop", "NAMED", PLANTED + "2").withToken("t1"), ALICE));
    store.put(put("shop", "NAMED", "another"), ALICE);
    say(store.rollback(RollbackRequest.of("shop", "NAMED", 1), ALICE));
    sayFailure(() -> store.rollback(RollbackRequest.of("shop", "NAMED", 9), ALICE));
    say(store.history("shop", "NAMED"), store.destroyVersion("shop", "NAMED", 1, ALICE));
    say(store.delete("shop", "NAMED", ALICE), store.undelete("shop", "NAMED", ALICE));
    fixture.tamper("update orient_store.secret_versions set envelope = set_byte(envelope, 150, 0)");
    say(store.read("shop", List.of("KEY", "TAKEN")));
    fixture.execute(
        "alter table orient_store.audit_log add constraint full_disk check (false) not valid");
    sayFailure(() -> store.put(put("shop", "NEW", PLANTED), ALICE));
    sayFailure(() -> fixture.open(keks("k2")).put(put("shop", "NEW", PLANTED), ALICE));
    List<String> kept = everythingKept();

    assertThat(kept).hasSizeGreaterThan(10);
    assertThat(said).hasSizeGreaterThan(100).anyMatch(line -> line.contains("LISTEN"));
    for (String form : forms()) {
      assertThat(kept).noneMatch(row -> row.contains(form));
      assertThat(said).noneMatch(line -> line.contains(form));
    }
  }

  private void rotateKeys(PostgresSecretStore store) {
    KeyRotation rotation = store.keyRotation();
    fixture.maintain(store);
    say(rotation.rotateSeed("shop", ALICE), rotation.rotateSeed("shop", ALICE));
    await()
        .until(
            () -> rotation.progress("shop").orElseThrow().state(),
            KeyRotationProgress.State.DONE::equals);
    keks.add("k1", 4711);
    await().until(() -> !rotation.kekStatus().messages().isEmpty());
    say(rotation.kekStatus());
    keks.add("k1").add("k2").activate("k2");
    await().until(() -> rotation.kekStatus().states().get("k2") == KekState.ACTIVE);
    say(rotation.kekStatus(), rotation.progress(), rotation.destroySeed("shop", 1, ALICE));
    say(rotation.destroyKek("k2", ALICE), store.audit("", 10));
  }

  private static List<String> forms() {
    byte[] bytes = PLANTED.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(List.of(PLANTED, HexFormat.of().formatHex(bytes)));
    // Inside a longer text base64 depends on the offset; three of them cover all.
    for (int skipped = 0; skipped < 3; skipped++) {
      byte[] rest = Arrays.copyOfRange(bytes, skipped, bytes.length);
      forms.add(Base64.getEncoder().encodeToString(rest).substring(0, 16));
    }
    return forms;
  }

  private List<String> everythingKept() throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table :
        fixture.query("select tablename from pg_tables where schemaname = 'orient_store'")) {
      rows.addAll(fixture.query("select t::text from orient_store." + table + " t"));
    }
    return rows;
  }

  private void say(Object... things) {
    for (Object thing : things) {
      said.add(String.valueOf(thing));
    }
  }

  private void sayFailure(Runnable call) {
    StoreException failure = catchThrowableOfType(StoreException.class, call::run);
    assertThat(failure).isNotNull();
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    said.add(trace.toString());
  }

  private static final class Collector extends AppenderBase<ILoggingEvent> {
    private final List<String> lines;

    Collector(List<String> lines) {
      this.lines = lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(
          event.getFormattedMessage()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }

  /** The driver logs by java.util.logging, statements and parameters at the finest level. */
  private static final class DriverCollector extends Handler {
    private final java.util.logging.Formatter formatter = new java.util.logging.SimpleFormatter();
    private final List<String> lines;

    DriverCollector(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(formatter.format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
