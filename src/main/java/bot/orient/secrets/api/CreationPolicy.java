package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose the target Secret is. */
public enum CreationPolicy {
  @JsonProperty("Owner")
  OWNER,
  @JsonProperty("Merge")
  MERGE;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case OWNER -> "Owner";
      case MERGE -> "Merge";
    };
  }
}
