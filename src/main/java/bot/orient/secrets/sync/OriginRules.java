package bot.orient.secrets.sync;

import bot.orient.secrets.api.GenerateSpec;
import bot.orient.secrets.api.GeneratedType;
import bot.orient.secrets.api.KeySpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the schema's patterns cannot say of where values come from, its CEL rules among it. */
final class OriginRules {

  private final List<SpecProblem> problems;

  OriginRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  /** Checks keys, after the schema's rules; null is none. */
  void check(List<KeySpec> keys) {
    List<KeySpec> some = Objects.requireNonNullElse(keys, List.of());
    for (int i = 0; i < some.size(); i++) {
      if (some.get(i) != null) {
        checkOrigins("spec.keys[%d]".formatted(i), some.get(i));
        checkGenerate("spec.keys[%d].generate".formatted(i), some.get(i).generate(), some);
      }
    }
  }

  private void checkOrigins(String path, KeySpec key) {
    problemIf(
        key.sealedValue() != null && key.secretKeyRef() != null,
        path + ".sealedValue",
        "sealedValue cannot be used with secretKeyRef: a value has one origin");
    problemIf(
        key.generate() != null && (key.sealedValue() != null || key.secretKeyRef() != null),
        path + ".generate",
        "generate cannot be used with sealedValue or secretKeyRef: a value has one origin");
  }

  private void checkGenerate(String path, GenerateSpec generate, List<KeySpec> keys) {
    if (generate == null || generate.type() == null) {
      return;
    }
    GeneratedType type = generate.type();
    problemIf(
        (generate.length() != null || generate.alphabet() != null) && type != GeneratedType.RANDOM,
        path + ".type",
        "length and alphabet are for type Random only");
    problemIf(
        generate.bits() != null && type != GeneratedType.RSA,
        path + ".bits",
        "bits is for type RSA only");
    problemIf(
        generate.curve() != null && type != GeneratedType.EC,
        path + ".curve",
        "curve is for type EC only");
    problemIf(
        (generate.from() != null) != type.isDerived(),
        path + ".from",
        "from is for types PublicKey, Bcrypt and Htpasswd, which need it");
    problemIf(
        (generate.user() != null) != (type == GeneratedType.HTPASSWD),
        path + ".user",
        "user is for type Htpasswd, which needs it");
    if (generate.from() != null && type.isDerived()) {
      checkSource(path + ".from", generate.from(), keys);
    }
  }

  private void checkSource(String field, String from, List<KeySpec> keys) {
    Optional<KeySpec> source =
        keys.stream().filter(key -> key != null && from.equals(key.key())).findFirst();
    problemIf(
        source.isEmpty(),
        field,
        SpecProblem.quote(from) + " is not listed in spec.keys; list the key that it follows from");
    problemIf(
        source.filter(OriginRules::isDerived).isPresent(),
        field,
        SpecProblem.quote(from) + " follows from another key itself; name that one");
  }

  private static boolean isDerived(KeySpec key) {
    return key.generate() != null
        && key.generate().type() != null
        && key.generate().type().isDerived();
  }

  private void problemIf(boolean wrong, String field, String message) {
    if (wrong) {
      problems.add(new SpecProblem(field, message));
    }
  }
}
