package bot.orient.secrets.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** How long the certificate of the admin API is still good. */
public final class CertificateMetrics {

  private CertificateMetrics() {}

  public static void bind(Supplier<Instant> expiry, InstantSource clock, MeterRegistry registry) {
    Gauge.builder(
            "orient.admin.certificate.expiry.seconds",
            () -> Duration.between(clock.instant(), expiry.get()).toSeconds())
        .description("Until the certificate of the admin API expires; negative once it has")
        .register(registry);
  }
}
