package bot.orient.secrets.monitoring;

import bot.orient.secrets.store.ChangeFeed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Whether the database is there, by the feed that looks at it all the time. */
public final class FeedMetrics {

  private static final double MILLIS = 1000;

  private FeedMetrics() {}

  public static void bind(ChangeFeed feed, MeterRegistry registry) {
    Gauge.builder("orient.feed.connected", () -> feed.isConnected() ? 1 : 0)
        .description("1 while the change feed has its connection and the database answers")
        .register(registry);
    Gauge.builder("orient.feed.lag.seconds", () -> feed.lag().toMillis() / MILLIS)
        .description("For how long the feed may not have told every change")
        .register(registry);
  }
}
