package bot.orient.secrets.monitoring;

import java.util.Locale;

/** Values of labels: only constants of enums become one. */
final class Labels {

  private Labels() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
