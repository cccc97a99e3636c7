package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the target Secret when its resource is deleted. */
public enum DeletionPolicy {
  @JsonProperty("Delete")
  DELETE,
  @JsonProperty("Retain")
  RETAIN;

  /** The name as it stands in YAML. */
  public String text() {
    return switch (this) {
      case DELETE -> "Delete";
      case RETAIN -> "Retain";
    };
  }
}
