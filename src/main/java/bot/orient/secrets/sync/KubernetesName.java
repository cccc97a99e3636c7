package bot.orient.secrets.sync;

import java.util.regex.Pattern;

/** Names as Kubernetes defines them. */
final class KubernetesName {

  /** What {@link #isQualified} accepts, for people. */
  static final String QUALIFIED =
      "an optional DNS name and a /, then at most 63 letters, digits, dashes, underscores or dots, with a letter or"
          + " digit first and last";

  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final int LONGEST_SUBDOMAIN = 253;
  private static final int LONGEST_NAME = 63;

  private KubernetesName() {}

  /** The name of a Secret, for example. */
  static boolean isSubdomain(String name) {
    return name.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(name).matches();
  }

  /** The key of a label or an annotation. */
  static boolean isQualified(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    return (slash < 0 || isSubdomain(key.substring(0, slash)))
        && name.length() <= LONGEST_NAME
        && NAME.matcher(name).matches();
  }
}
