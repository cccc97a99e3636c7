package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.List;
import java.util.Map;

/** A call as it comes from the network. */
interface IncomingCall {

  String method();

  /** Decoded, with a slash in front. */
  String path();

  /** The parameters of the query, decoded. */
  Map<String, List<String>> query();

  /** By lower-case name. */
  Map<String, List<String>> headers();

  /** Of the client. */
  String address();

  /**
   * Reads the body; the caller closes it.
   *
   * @param limit in bytes
   * @throws ProblemException when it is longer, or does not arrive in time
   */
  SecretBytes body(int limit);
}
