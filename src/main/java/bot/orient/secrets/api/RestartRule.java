package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a change of a value restarts the workloads that use it. */
public enum RestartRule {
  @JsonProperty("Always")
  ALWAYS,
  @JsonProperty("IfEnvironment")
  IF_ENVIRONMENT,
  @JsonProperty("Never")
  NEVER;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case ALWAYS -> "Always";
      case IF_ENVIRONMENT -> "IfEnvironment";
      case NEVER -> "Never";
    };
  }
}
