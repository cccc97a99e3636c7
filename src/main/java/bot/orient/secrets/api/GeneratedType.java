package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is generated. */
public enum GeneratedType {
  @JsonProperty("Random")
  RANDOM("Random", false),
  @JsonProperty("RSA")
  RSA("RSA", false),
  @JsonProperty("EC")
  EC("EC", false),
  @JsonProperty("SSH")
  SSH("SSH", false),
  @JsonProperty("PublicKey")
  PUBLIC_KEY("PublicKey", true),
  @JsonProperty("Bcrypt")
  BCRYPT("Bcrypt", true),
  @JsonProperty("Htpasswd")
  HTPASSWD("Htpasswd", true);

  private final String text;
  private final boolean derived;

  GeneratedType(String text, boolean derived) {
    this.text = text;
    this.derived = derived;
  }

  /** The name as it stands in YAML. */
  public String text() {
    return text;
  }

  /** Whether it follows from the value of another key. */
  public boolean isDerived() {
    return derived;
  }
}
