package bot.orient.secrets.kubernetes;

import java.time.Duration;
import java.util.function.IntSupplier;

/** What the operator is measured with. */
public record OperatorMeters(
    SyncMeter syncs, RestartMeter restarts, ReconciliationMeter reconciliations) {

  /** Measures nothing. */
  public static final OperatorMeters NONE =
      new OperatorMeters(
          new SyncMeter() {
            @Override
            public void ended(String controller, Result result) {}

            @Override
            public void reached(String controller, Duration sinceChange) {}
          },
          event -> {},
          new ReconciliationMeter() {
            @Override
            public void carriedOut(String controller, Duration took, boolean failed) {}

            @Override
            public void follow(Half half, IntSupplier waiting, IntSupplier running) {}
          });
}
