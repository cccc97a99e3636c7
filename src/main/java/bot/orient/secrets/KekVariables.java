package bot.orient.secrets;

import bot.orient.secrets.kms.KmsEndpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The variables that say where key-encryption keys come from. */
final class KekVariables {

  private static final String KMS_ENDPOINT = "ORIENT_KEK_KMS_ENDPOINT";
  private static final String KMS_MODE = "ORIENT_KEK_KMS_MODE";

  private KekVariables() {}

  static KekSource read(Variables variables) {
    List<String> given =
        Stream.of("ORIENT_KEK_DIRECTORY", "ORIENT_KEK_SECRET", "ORIENT_KEK")
            .filter(name -> variables.text(name).isPresent())
            .toList();
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          String.join(" and ", given) + " are set: keep only one source of key-encryption keys");
    }
    Optional<KekSource.One> own = given.stream().map(name -> one(variables, name)).findFirst();
    Optional<KekSource.One> plugin = variables.text(KMS_ENDPOINT).map(KekVariables::plugin);
    boolean pluginWrites = pluginWrites(variables, own.isPresent() && plugin.isPresent());
    if (own.isPresent() && plugin.isPresent()) {
      return pluginWrites
          ? new KekSource.Move(plugin.get(), own.get())
          : new KekSource.Move(own.get(), plugin.get());
    }
    return own.or(() -> plugin)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no key-encryption key: set ORIENT_KEK_DIRECTORY, or ORIENT_KEK_SECRET as"
                        + " namespace/name, or ORIENT_KEK_KMS_ENDPOINT as unix:///path, or for"
                        + " development ORIENT_KEK"));
  }

  private static KekSource.One one(Variables variables, String name) {
    String value = variables.text(name).orElseThrow();
    return switch (name) {
      case "ORIENT_KEK_DIRECTORY" -> new KekSource.Directory(Path.of(value));
      case "ORIENT_KEK_SECRET" -> inSecret(value);
      default -> new KekSource.Environment();
    };
  }

  private static KekSource.One plugin(String endpoint) {
    try {
      return new KekSource.Plugin(KmsEndpoint.parse(endpoint));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(KMS_ENDPOINT + ": " + e.getMessage(), e);
    }
  }

  /** Which of two sources writes; there is nothing to choose when there is only one. */
  private static boolean pluginWrites(Variables variables, boolean choice) {
    Optional<String> mode = variables.text(KMS_MODE);
    if (mode.isEmpty()) {
      return true;
    }
    if (!choice) {
      throw new IllegalArgumentException(
          KMS_MODE
              + " is set, which is for moving a store: set "
              + KMS_ENDPOINT
              + " and one other source of key-encryption keys too, or unset it");
    }
    return switch (mode.get()) {
      case "write" -> true;
      case "unwrap" -> false;
      default ->
          throw new IllegalArgumentException(
              KMS_MODE
                  + ": expected 'write' (the plugin wraps new data keys) or 'unwrap' (it only"
                  + " unwraps those it wrapped before)");
    };
  }

  private static KekSource.InSecret inSecret(String reference) {
    String[] parts = reference.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      // Not quoted: somebody may have put the key itself there.
      throw new IllegalArgumentException(
          "ORIENT_KEK_SECRET: expected namespace/name of the Secret that holds the keys");
    }
    return new KekSource.InSecret(parts[0], parts[1]);
  }
}
