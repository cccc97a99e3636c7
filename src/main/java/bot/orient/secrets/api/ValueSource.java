package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a key's value came from, in order of priority. */
public enum ValueSource {
  @JsonProperty("Store")
  STORE,
  @JsonProperty("Environment")
  ENVIRONMENT,
  @JsonProperty("ConfigFile")
  CONFIG_FILE,
  @JsonProperty("Missing")
  MISSING;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case STORE -> "Store";
      case ENVIRONMENT -> "Environment";
      case CONFIG_FILE -> "ConfigFile";
      case MISSING -> "Missing";
    };
  }
}
