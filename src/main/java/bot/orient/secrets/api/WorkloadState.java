package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a workload is with the current values. */
public enum WorkloadState {
  @JsonProperty("UpToDate")
  UP_TO_DATE("UpToDate"),
  @JsonProperty("Waiting")
  WAITING("Waiting"),
  @JsonProperty("RollingOut")
  ROLLING_OUT("RollingOut"),
  @JsonProperty("Done")
  DONE("Done"),
  @JsonProperty("Failed")
  FAILED("Failed"),
  @JsonProperty("RestartNeeded")
  RESTART_NEEDED("RestartNeeded"),
  @JsonProperty("Skipped")
  SKIPPED("Skipped"),
  @JsonProperty("OptedOut")
  OPTED_OUT("OptedOut");

  private final String text;

  WorkloadState(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  public String text() {
    return text;
  }
}
