package bot.orient.secrets.kubernetes;

import java.time.Duration;
import java.util.function.IntSupplier;

/** Measures the work of the controllers. */
public interface ReconciliationMeter {

  /** The two sets of controllers, each with threads of its own. */
  enum Half {
    PROJECTING,
    RESTARTING
  }

  /**
   * One was carried out.
   *
   * @param controller the kind of the resource, in lower case
   * @param failed with an exception; it is tried again
   */
  void carriedOut(String controller, Duration took, boolean failed);

  /** Gives what is asked for the numbers of now. */
  void follow(Half half, IntSupplier waiting, IntSupplier running);
}
