package bot.orient.secrets.sync;

import bot.orient.secrets.crypto.Fingerprinter;
import java.nio.charset.StandardCharsets;

/**
 * What values and versions of a scope are told by: the store's own fingerprints, and in what its
 * version numbers count.
 *
 * @param epoch how often a person accepted that the whole store had gone back to an older state
 */
public record StoreView(String scope, Fingerprinter fingerprinter, long epoch) {

  /** No namespace has this name, so that no fingerprint of a value is one of a line. */
  private static final String NO_NAMESPACE = "";

  private static final int LINE_LENGTH = 8;

  VersionLine line(String key) {
    String name =
        fingerprinter.fingerprint(NO_NAMESPACE, scope, key.getBytes(StandardCharsets.UTF_8));
    return new VersionLine(name.substring(0, LINE_LENGTH), epoch);
  }
}
