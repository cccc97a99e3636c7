package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestClock;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** A machine whose clock is not the database's. */
@ExtendWith(PostgresExtension.class)
class ClockSkewIT {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ClockWatch.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Clock clock = TestClock.showing(() -> Instant.now().plus(this.ahead));
  private volatile Duration ahead = Duration.ZERO;
  private StoreFixture fixture;

  @BeforeEach
  void open(TestDatabase database) {
    said.start();
    logger.addAppender(said);
    fixture = new StoreFixture(database);
  }

  @AfterEach
  void close() {
    fixture.close();
    logger.detachAppender(said);
  }

  @Test
  void isToldOnceEachTimeItBeginsAndOnceWhenItEnds() {
    ClockWatch watch = new ClockWatch(fixture.database(), clock);

    look(watch, Duration.ofSeconds(60), 3);
    assertThat(warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning)
                    .matches("the clock of this machine is [0-9]+ s ahead of the database's; .*")
                    .contains("synchronize the clocks of both machines", "chronyc"));

    look(watch, Duration.ZERO, 3);
    assertThat(messages(Level.INFO))
        .singleElement()
        .asString()
        .contains("agrees with the database's again");

    look(watch, Duration.ofSeconds(-60), 3);
    assertThat(warnings()).hasSize(2).last().asString().contains(" behind the database's");
    look(watch, Duration.ZERO, 1);
    assertThat(messages(Level.INFO)).hasSize(2);
  }

  @Test
  void aLittleIsNotWorthAWord() {
    ClockWatch watch = new ClockWatch(fixture.database(), clock);

    look(watch, Duration.ofSeconds(4), 1);
    look(watch, Duration.ofSeconds(-4), 1);
    look(watch, Duration.ZERO, 1);

    assertThat(said.list).isEmpty();
  }

  @Test
  void aDatabaseThatTakesLongToAnswerIsNotTakenForAWrongClock() {
    Instant now = Instant.now();
    Iterator<Instant> beforeAndAfter =
        List.of(now.minusSeconds(60), now.plusSeconds(60)).iterator();

    new ClockWatch(fixture.database(), TestClock.showing(beforeAndAfter::next)).look();

    assertThat(said.list).isEmpty();
  }

  @Test
  void theOperatorWatchesAndWritesTheDatabasesTimeAllTheSame() {
    PostgresSecretStore store = fixture.open();
    Database database = fixture.database();
    StoreKeys keys = new StoreBootstrap(fixture.settings(), keks("k1")).run();
    ahead = Duration.ofDays(365);
    try (OpenStore open = OpenStore.of(database, keys, Retention.DEFAULT);
        KeyMaintenance maintenance =
            KeyMaintenance.start(
                database,
                () -> open,
                keks("k1"),
                StoreFixture.SWIFT_KEYS,
                new ClockWatch(database, clock))) {
      await().untilAsserted(() -> assertThat(warnings()).hasSize(1));
      store.put(put("shop", "KEY", "one"), ALICE);
      assertThat(store.history("shop", "KEY").orElseThrow().versions().get(0).writtenAt())
          .isBefore(clock.instant().minus(Duration.ofDays(300)));

      ahead = Duration.ZERO;
      await().untilAsserted(() -> assertThat(messages(Level.INFO)).hasSize(1));
    }
    assertThat(warnings()).hasSize(1);
  }

  private void look(ClockWatch watch, Duration ahead, int times) {
    this.ahead = ahead;
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  private List<String> warnings() {
    return messages(Level.WARN);
  }

  private List<String> messages(Level level) {
    return List.copyOf(said.list).stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
