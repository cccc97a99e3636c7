package bot.orient.secrets.testing;

import java.util.List;

/** Programs an earlier run downloaded or built. */
final class CachedBinaries implements BinarySource {
  private final BinaryCache cache;
  private final List<String> versions;

  /**
   * @param versions the wanted ones, the best first
   */
  CachedBinaries(BinaryCache cache, List<String> versions) {
    this.cache = cache;
    this.versions = List.copyOf(versions);
  }

  @Override
  public Result find() {
    return versions.stream()
        .flatMap(version -> cache.find(version, ControlPlaneBinaries.NAMES).stream())
        .findFirst()
        .<Result>map(directory -> new Found(ControlPlaneBinaries.inDirectory(directory)))
        .orElseGet(() -> new Absent("cache: %s has none yet".formatted(cache.root())));
  }
}
