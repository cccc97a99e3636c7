package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether changes of a Secret restart anything at all. */
public enum RestartPolicy {
  @JsonProperty("Auto")
  AUTO,
  @JsonProperty("Never")
  NEVER;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case AUTO -> "Auto";
      case NEVER -> "Never";
    };
  }
}
