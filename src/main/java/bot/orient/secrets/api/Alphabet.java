package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a random text is made of. */
public enum Alphabet {
  @JsonProperty("Alphanumeric")
  ALPHANUMERIC("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
  @JsonProperty("Hex")
  HEX("0123456789abcdef"),
  @JsonProperty("Symbols")
  SYMBOLS("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#%*+,-./:=?@^_~");

  private final String characters;

  Alphabet(String characters) {
    this.characters = characters;
  }

  /** Each once, all of them ASCII. */
  public String characters() {
    return characters;
  }
}
