package bot.orient.secrets;

import bot.orient.secrets.kms.KmsEndpoint;
import java.nio.file.Path;

/** Where key-encryption keys come from. */
sealed interface KekSource {

  /** Two at once, while the store moves: the first wraps, the other only unwraps. */
  record Move(One writing, One former) implements KekSource {}

  /** One place that keys come from. */
  sealed interface One extends KekSource {}

  record Directory(Path path) implements One {}

  record InSecret(String namespace, String name) implements One {}

  /** The keys stay with a plugin of Kubernetes KMS v2. */
  record Plugin(KmsEndpoint endpoint) implements One {}

  /** For development: anybody who can read the process' environment has the key. */
  record Environment() implements One {}
}
