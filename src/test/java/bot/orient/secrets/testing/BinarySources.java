package bot.orient.secrets.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The sources in the order in which they are tried. */
final class BinarySources {
  private final List<BinarySource> sources;

  BinarySources(List<BinarySource> sources) {
    this.sources = List.copyOf(sources);
  }

  static BinarySources standard(Map<String, String> environment, Consumer<String> progress) {
    Platform platform = Platform.current();
    BinaryCache cache = BinaryCache.ofUser(environment, platform, progress);
    OfficialDownloads downloads =
        new OfficialDownloads(OfficialDownloads.Sites.OFFICIAL, platform, progress);
    return new BinarySources(
        List.of(
            new GivenBinaries(environment, cache, downloads),
            new CachedBinaries(cache, List.of(DownloadedBinaries.VERSION, DebianBuild.VERSION)),
            new DownloadedBinaries(cache, downloads, progress),
            new DebianBuild(cache, progress)));
  }

  ControlPlaneBinaries find() {
    List<String> reasons = new ArrayList<>();
    for (BinarySource source : sources) {
      BinarySource.Result result = source.find();
      if (result instanceof BinarySource.Found found) {
        return found.binaries();
      }
      if (result instanceof BinarySource.Absent absent) {
        reasons.add("- " + absent.reason());
      }
    }
    throw new MissingBinariesException(
        """
        No Kubernetes control plane programs:
        %s
        Set KUBEBUILDER_ASSETS to a directory with etcd, kube-apiserver and kube-controller-manager, or fix one of the above."""
            .formatted(String.join("\n", reasons)));
  }
}
