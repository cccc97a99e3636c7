package bot.orient.secrets.sync;

import bot.orient.secrets.api.ValueSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Values for keys that the store does not have: first from the operator's environment, then from
 * its configuration file.
 *
 * <p>Only keys that the catalog or the operator's settings list are ever looked up, and never the
 * names that a process is configured by: no YAML may read the operator's own settings.
 */
public final class Fallbacks {

  /**
   * What configures a process rather than the application it serves; refused even if somebody lists
   * it.
   */
  private static final Pattern RESERVED =
      Pattern.compile(
          "(ORIENT_|JAVA|JDK|JVM|_JAVA|MAVEN|KUBERNETES_|KUBE|LD_|LC_|XDG_|SSL_).*"
              + "|PG[A-Z]*|[A-Z]+_PROXY"
              + "|PATH|HOME|HOSTNAME|USER|LOGNAME|SHELL|PWD|OLDPWD|TMPDIR|LANG|TERM|CLASSPATH|NODE_NAME|POD_NAME|POD_NAMESPACE",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;
  private final Map<String, String> configFile;
  private final Predicate<String> listed;

  /**
   * @param environment of the operator's process
   * @param configFile defaults by key from the operator's configuration file
   * @param inCatalog whether the catalog knows a key
   * @param extraKeys further keys that the settings list
   * @throws IllegalArgumentException if {@code extraKeys} or {@code configFile} name a reserved
   *     variable
   */
  public Fallbacks(
      Map<String, String> environment,
      Map<String, String> configFile,
      Predicate<String> inCatalog,
      Set<String> extraKeys) {
    extraKeys.forEach(key -> requireUsable("ORIENT_FALLBACK_KEYS", key));
    configFile.keySet().forEach(key -> requireUsable("ORIENT_DEFAULTS_FILE", key));
    this.environment = Map.copyOf(environment);
    this.configFile = Map.copyOf(configFile);
    this.listed = inCatalog.or(extraKeys::contains).or(this.configFile::containsKey);
  }

  private static void requireUsable(String setting, String key) {
    if (!usable(key)) {
      throw new IllegalArgumentException(
          setting
              + ": "
              + key
              + " cannot be a fallback key, it configures the operator itself; take it out");
    }
  }

  private static boolean usable(String key) {
    return VARIABLE.matcher(key).matches() && !RESERVED.matcher(key).matches();
  }

  /**
   * The first fallback that has the key; an empty variable counts as not set, as shells treat it.
   */
  public Optional<Fallback> find(String key) {
    return all(key).stream().findFirst();
  }

  /** Every fallback that has the key, the one that goes first in front. */
  List<Fallback> all(String key) {
    List<Fallback> all = new ArrayList<>();
    if (usable(key) && listed.test(key)) {
      String variable = environment.get(key);
      if (variable != null && !variable.isEmpty()) {
        all.add(new Fallback(ValueSource.ENVIRONMENT, bytes(variable)));
      }
      Optional.ofNullable(configFile.get(key))
          .ifPresent(value -> all.add(new Fallback(ValueSource.CONFIG_FILE, bytes(value))));
    }
    return all;
  }

  /** Every source that has the key, the one that goes first in front. */
  public List<ValueSource> sources(String key) {
    return all(key).stream().map(Fallback::source).toList();
  }

  private static byte[] bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** A value found outside the store. */
  public record Fallback(ValueSource source, byte[] value) {
    @Override
    public String toString() {
      return "Fallback[" + source + ", redacted]";
    }
  }

  @Override
  public String toString() {
    return "Fallbacks[redacted]";
  }
}
