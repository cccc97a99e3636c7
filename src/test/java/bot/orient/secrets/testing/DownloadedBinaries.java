package bot.orient.secrets.testing;

import java.io.IOException;
import java.util.function.Consumer;

/** The official builds, downloaded once. */
final class DownloadedBinaries implements BinarySource {
  static final String VERSION = "1.33.0";

  private final BinaryCache cache;
  private final OfficialDownloads downloads;
  private final Consumer<String> progress;

  DownloadedBinaries(BinaryCache cache, OfficialDownloads downloads, Consumer<String> progress) {
    this.cache = cache;
    this.downloads = downloads;
    this.progress = progress;
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
      String reason = "download of Kubernetes %s: %s".formatted(VERSION, e.getMessage());
      progress.accept(reason); // else nobody sees why a build follows that takes minutes
      return new Absent(reason);
    }
  }
}
