package bot.orient.secrets.kubernetes;

import java.util.Comparator;

/** The order of resource versions: they are numbers, so that the longer one is the newer one. */
final class ResourceVersions {

  static final Comparator<String> AGE =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  private ResourceVersions() {}
}
