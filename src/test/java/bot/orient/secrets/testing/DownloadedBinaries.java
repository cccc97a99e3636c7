package bot.orient.secrets.testing;

import java.io.IOException;

/** The official builds, downloaded once. */
final class DownloadedBinaries implements BinarySource {
  static final String VERSION = "1.33.0";

  private final BinaryCache cache;
  private final OfficialDownloads downloads;

  DownloadedBinaries(BinaryCache cache, OfficialDownloads downloads) {
    this.cache = cache;
    this.downloads = downloads;
  }

  @Override
  public Result find() {
    try {
      return new Found(
          ControlPlaneBinaries.inDirectory(
              cache.publish(
                  VERSION,
                  ControlPlaneBinaries.NAMES,
                  directory -> {
                    downloads.serversAndKubectl(VERSION, directory);
                    downloads.controllerManager(VERSION, directory);
                  })));
    } catch (IOException e) {
      return new Absent("download of Kubernetes %s: %s".formatted(VERSION, e.getMessage()));
    }
  }
}
