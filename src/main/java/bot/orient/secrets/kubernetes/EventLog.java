package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where people are told what happened to an object. */
interface EventLog {

  void normal(HasMetadata object, String reason, String message);

  void warning(HasMetadata object, String reason, String message);
}
