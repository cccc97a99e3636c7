package bot.orient.secrets.sync;

import bot.orient.secrets.api.CreationPolicy;
import bot.orient.secrets.api.DeletionPolicy;
import bot.orient.secrets.api.TargetSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A target spec with every default applied. */
public record Target(
    String name,
    Optional<String> type,
    Map<String, String> labels,
    Map<String, String> annotations,
    boolean merge,
    boolean retain,
    boolean immutable,
    Map<String, String> template) {

  private static final String DEFAULT_TYPE = "Opaque";

  /** The type is empty for a merge target: its maker decides. */
  public static Target of(TargetSpec spec, String resourceName) {
    if (spec == null) {
      return new Target(
          resourceName,
          Optional.of(DEFAULT_TYPE),
          Map.of(),
          Map.of(),
          false,
          false,
          false,
          Map.of());
    }
    boolean merge = spec.creationPolicy() == CreationPolicy.MERGE;
    return new Target(
        spec.name() == null ? resourceName : spec.name(),
        merge ? Optional.empty() : Optional.of(spec.type() == null ? DEFAULT_TYPE : spec.type()),
        spec.labels() == null ? Map.of() : spec.labels(),
        spec.annotations() == null ? Map.of() : spec.annotations(),
        merge,
        spec.deletionPolicy() == DeletionPolicy.RETAIN,
        Boolean.TRUE.equals(spec.immutable()),
        spec.template() == null ? Map.of() : spec.template());
  }

  /** The templates of a valid spec, by the name of the file. */
  Map<String, FileTemplate> templates() {
    Map<String, FileTemplate> read = new TreeMap<>();
    template.forEach((file, text) -> read.put(file, FileTemplate.of(text)));
    return read;
  }

  /** Whether something must be cleaned up that the API server's garbage collector cannot. */
  public boolean needsCleanup() {
    return merge && !retain;
  }
}
