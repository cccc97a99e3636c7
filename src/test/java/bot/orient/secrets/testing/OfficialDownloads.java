package bot.orient.secrets.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The Kubernetes project's own builds: the test archive of controller-tools (etcd, kube-apiserver,
 * kubectl) and the release's kube-controller-manager. Every file is checked against the published
 * checksum.
 */
final class OfficialDownloads implements GivenBinaries.ControllerManagerDownload {
  /**
   * Where the files are.
   *
   * @param testArchives the index of test archives: for each version and file its address and
   *     SHA-512
   * @param releases the root of release files, each with its SHA-256 beside it
   */
  record Sites(String testArchives, String releases) {
    static final Sites OFFICIAL =
        new Sites(
            "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml",
            "https://dl.k8s.io");
  }

  private static final List<String> ARCHIVED = List.of("etcd", "kube-apiserver", "kubectl");

  /** Short, so that a machine without these sites soon tries the next source. */
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  private static final Duration FILE_PATIENCE = Duration.ofMinutes(10);

  private final Sites sites;
  private final Platform platform;
  private final Consumer<String> progress;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_PATIENCE)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  OfficialDownloads(Sites sites, Platform platform, Consumer<String> progress) {
    this.sites = sites;
    this.platform = platform;
    this.progress = progress;
  }

  /** Fetches etcd, kube-apiserver and kubectl. */
  void serversAndKubectl(String version, Path directory) throws IOException {
    String archiveName = "envtest-v%s-%s.tar.gz".formatted(version, platform);
    Path archive = directory.resolve(archiveName);
    LongStep step =
        LongStep.begin(progress, "Downloading %s (70 MB, about a minute)".formatted(archiveName));
    try (step) {
      JsonNode published =
          new YAMLMapper()
              .readTree(text(sites.testArchives()))
              .path("releases")
              .path("v" + version)
              .path(archiveName);
      if (published.isMissingNode()) {
        throw new IOException("%s does not list %s".formatted(sites.testArchives(), archiveName));
      }
      file(published.path("selfLink").asText(), archive);
      check(archive, "SHA-512", published.path("hash").asText());
      unpack(archive, directory);
    }
  }

  @Override
  public void controllerManager(String version, Path directory) throws IOException {
    String url =
        "%s/v%s/bin/%s/%s/kube-controller-manager"
            .formatted(sites.releases(), version, platform.os(), platform.architecture());
    Path program = directory.resolve("kube-controller-manager");
    LongStep step =
        LongStep.begin(
            progress,
            "Downloading kube-controller-manager %s (90 MB, about a minute)".formatted(version));
    try (step) {
      String checksum = text(url + ".sha256").strip();
      file(url, program);
      check(program, "SHA-256", checksum);
      makeExecutable(program);
    }
  }

  private void unpack(Path archive, Path directory) throws IOException {
    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    CommandResult result =
        Command.run(List.of("tar", "-xzf", archive.toString(), "-C", unpacked.toString()));
    if (result.exit() != 0) {
      throw new IOException("could not unpack %s: %s".formatted(archive, result.stderr()));
    }
    try (Stream<Path> files = Files.walk(unpacked)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (ARCHIVED.contains(name)) {
          makeExecutable(Files.move(file, directory.resolve(name)));
        }
      }
    }
    Directories.delete(unpacked);
    Files.delete(archive);
  }

  private String text(String url) throws IOException {
    return fetch(url, HttpResponse.BodyHandlers.ofString());
  }

  private void file(String url, Path file) throws IOException {
    fetch(url, HttpResponse.BodyHandlers.ofFile(file));
  }

  private <T> T fetch(String url, HttpResponse.BodyHandler<T> handler) throws IOException {
    try {
      HttpResponse<T> response =
          http.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), handler)
              .get(FILE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("%s answered %d".formatted(url, response.statusCode()));
      }
      return response.body();
    } catch (ExecutionException e) {
      throw new IOException("%s cannot be reached (%s)".formatted(url, e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s took longer than %d minutes".formatted(url, FILE_PATIENCE.toMinutes()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while downloading " + url, e);
    }
  }

  private static void check(Path file, String algorithm, String published) throws IOException {
    try {
      String actual =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
      if (!actual.equalsIgnoreCase(published)) {
        throw new IOException(
            "%s has %s %s, published is %s. Try again; if it stays, something alters downloads here"
                .formatted(file.getFileName(), algorithm, actual, published));
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  private static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("could not make %s executable".formatted(file));
    }
  }
}
