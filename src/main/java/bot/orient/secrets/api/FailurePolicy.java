package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a workload does not become healthy with new values. */
public enum FailurePolicy {
  @JsonProperty("Halt")
  HALT,
  @JsonProperty("RestorePreviousVersion")
  RESTORE_PREVIOUS_VERSION;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case HALT -> "Halt";
      case RESTORE_PREVIOUS_VERSION -> "RestorePreviousVersion";
    };
  }
}
