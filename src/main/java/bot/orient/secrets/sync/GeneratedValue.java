package bot.orient.secrets.sync;

import bot.orient.secrets.api.Alphabet;
import bot.orient.secrets.api.Curve;
import bot.orient.secrets.api.GenerateSpec;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.crypto.ValueDeriver;
import bot.orient.secrets.crypto.ValueGenerator;
import java.util.Objects;

/** A value as a spec asks for it; the spec passed validation. */
public final class GeneratedValue {

  private static final int LENGTH = 32;
  private static final int BITS = 3072;

  private GeneratedValue() {}

  /** One that follows from nothing. */
  public static SecretBytes random(GenerateSpec spec) {
    return switch (spec.type()) {
      case RANDOM ->
          ValueGenerator.text(
              Objects.requireNonNullElse(spec.length(), LENGTH),
              Objects.requireNonNullElse(spec.alphabet(), Alphabet.ALPHANUMERIC).characters());
      case RSA -> ValueGenerator.rsaKey(Objects.requireNonNullElse(spec.bits(), BITS));
      case EC -> ValueGenerator.ecKey(Objects.requireNonNullElse(spec.curve(), Curve.P256).text());
      case SSH -> ValueGenerator.sshKey();
      case PUBLIC_KEY, BCRYPT, HTPASSWD ->
          throw new IllegalArgumentException(spec.type() + " follows from another value");
    };
  }

  /**
   * One that follows from another.
   *
   * @throws IllegalArgumentException when it cannot; for people, never with a value
   */
  public static SecretBytes derived(GenerateSpec spec, SecretBytes source) {
    return switch (spec.type()) {
      case PUBLIC_KEY -> ValueDeriver.publicKey(source);
      case BCRYPT -> ValueDeriver.bcrypt(source);
      case HTPASSWD -> ValueDeriver.htpasswd(spec.user(), source);
      case RANDOM, RSA, EC, SSH ->
          throw new IllegalArgumentException(spec.type() + " follows from no other value");
    };
  }
}
