package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An elliptic curve of NIST (FIPS 186-5). */
public enum Curve {
  @JsonProperty("P-256")
  P256("P-256"),
  @JsonProperty("P-384")
  P384("P-384"),
  @JsonProperty("P-521")
  P521("P-521");

  private final String text;

  Curve(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  public String text() {
    return text;
  }
}
