package bot.orient.secrets.monitoring;

import java.util.function.BooleanSupplier;

/**
 * One thing that must be so.
 *
 * @param name shown to everybody: fixed, never made of data
 * @param passed answers at once, from memory
 */
record Check(String name, BooleanSupplier passed) {

  /** One that cannot be carried out has not passed. */
  boolean passes() {
    try {
      return passed.getAsBoolean();
    } catch (RuntimeException e) {
      return false;
    }
  }
}
