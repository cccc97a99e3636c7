package bot.orient.secrets.sync;

import java.util.List;
import java.util.Optional;

/**
 * A pod template. Equal templates share their ReplicaSet, and with it the pods that still run, as
 * they do with the real deployment controller.
 */
record SimulatedTemplate(int userRevision, List<SecretUse> uses, Optional<String> restartHash) {

  SimulatedTemplate withRestartHash(String hash) {
    return new SimulatedTemplate(userRevision, uses, Optional.of(hash));
  }
}
