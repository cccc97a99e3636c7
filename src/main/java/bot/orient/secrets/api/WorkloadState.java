package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a workload is with the current values. */
public enum WorkloadState {
  @JsonProperty("UpToDate")
  UP_TO_DATE,
  @JsonProperty("RollingOut")
  ROLLING_OUT,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("OptedOut")
  OPTED_OUT;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case UP_TO_DATE -> "UpToDate";
      case ROLLING_OUT -> "RollingOut";
      case FAILED -> "Failed";
      case OPTED_OUT -> "OptedOut";
    };
  }
}
