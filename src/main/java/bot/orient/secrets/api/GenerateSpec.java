package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A value that the operator makes, once. Null means: the default. */
@ValidationRule(
    value = "!(has(self.length) || has(self.alphabet)) || self.type == 'Random'",
    message = "length and alphabet are for type Random only",
    fieldPath = ".type")
@ValidationRule(
    value = "!has(self.bits) || self.type == 'RSA'",
    message = "bits is for type RSA only",
    fieldPath = ".bits")
@ValidationRule(
    value = "!has(self.curve) || self.type == 'EC'",
    message = "curve is for type EC only",
    fieldPath = ".curve")
@ValidationRule(
    value = "has(self.from) == (self.type in ['PublicKey', 'Bcrypt', 'Htpasswd'])",
    message = "from is for types PublicKey, Bcrypt and Htpasswd, which need it",
    fieldPath = ".from")
@ValidationRule(
    value = "has(self.user) == (self.type == 'Htpasswd')",
    message = "user is for type Htpasswd, which needs it",
    fieldPath = ".user")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerateSpec(
    @JsonPropertyDescription(
            "Random: a text. RSA, EC: a private key in PEM (PKCS #8). SSH: a private key for Ed25519 in the form of OpenSSH. PublicKey: the"
                + " public key of the private key in another key, in PEM, or as a line for authorized_keys. Bcrypt: the hash of the"
                + " password in another key. Htpasswd: the same as a line of an htpasswd file.")
        @Required
        GeneratedType type,
    @JsonPropertyDescription("Of Random: how many characters, 8 to 1024. Default: 32.")
        @Min(8)
        @Max(1024)
        Integer length,
    @JsonPropertyDescription(
            "Of Random: its characters. Alphanumeric: letters and digits. Hex: digits and a to f. Symbols: letters, digits and"
                + " punctuation, without quotes, brackets, blanks and backslashes. Default: Alphanumeric.")
        Alphabet alphabet,
    @JsonPropertyDescription("Of RSA: the length of the key, 2048 to 4096. Default: 3072.")
        @Min(2048)
        @Max(4096)
        Integer bits,
    @JsonPropertyDescription("Of EC: the curve. Default: P-256.") Curve curve,
    @JsonPropertyDescription(
            "Of PublicKey, Bcrypt and Htpasswd: the key of this resource whose value they follow from, as the store has it then.")
        @Pattern("^[A-Za-z_][A-Za-z0-9_.-]*$")
        @Size(max = 253)
        String from,
    @JsonPropertyDescription("Of Htpasswd: the name of the user.")
        @Pattern("^[A-Za-z0-9._@-]+$")
        @Size(max = 255)
        String user) {}
