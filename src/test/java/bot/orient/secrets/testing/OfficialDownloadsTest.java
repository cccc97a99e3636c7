package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a web server of the test's own; the programs are shell scripts. */
class OfficialDownloadsTest {
  private static final String VERSION = "1.31.2";
  private static final String ARCHIVE = "envtest-v1.31.2-linux-arm64.tar.gz";
  private static final String MANAGER = "/v1.31.2/bin/linux/arm64/kube-controller-manager";

  @TempDir private Path directory;
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<String> progress = new ArrayList<>();
  private HttpServer server;
  private String root;
  private OfficialDownloads downloads;

  @BeforeEach
  void startServer() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    root = "http://127.0.0.1:" + server.getAddress().getPort();
    downloads =
        new OfficialDownloads(
            new OfficialDownloads.Sites(root + "/index.yaml", root),
            new Platform("linux", "arm64"),
            progress::add);
    byte[] archive = archive();
    files.put("/" + ARCHIVE, archive);
    publishIndex(checksum("SHA-512", archive));
    byte[] manager = "manager".getBytes(StandardCharsets.UTF_8);
    files.put(MANAGER, manager);
    files.put(MANAGER + ".sha256", checksum("SHA-256", manager).getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void allProgramsArriveAndCanRun() throws IOException {
    Path target = fresh("all");

    downloads.serversAndKubectl(VERSION, target);
    downloads.controllerManager(VERSION, target);

    assertThat(filesIn(target))
        .allSatisfy(program -> assertThat(program).isExecutable())
        .extracting(program -> program.getFileName().toString())
        .containsExactlyInAnyOrder("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");
    assertThat(progress).anyMatch(line -> line.contains(ARCHIVE));
  }

  @Test
  void alteredArchiveIsRefused() {
    publishIndex("00");

    assertThatThrownBy(() -> downloads.serversAndKubectl(VERSION, fresh("altered")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(ARCHIVE, "SHA-512", "published is 00");
  }

  @Test
  void alteredControllerManagerIsRefused() {
    files.put(MANAGER, "evil".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> downloads.controllerManager(VERSION, fresh("altered")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("kube-controller-manager", "SHA-256");
  }

  @Test
  void unknownVersionIsNamed() {
    assertThatThrownBy(() -> downloads.serversAndKubectl("9.9.9", fresh("unknown")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not list envtest-v9.9.9");
    assertThatThrownBy(() -> downloads.controllerManager("9.9.9", fresh("manager")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 404");
  }

  @Test
  void unreachableSiteMakesTheSourceAbsentAndTellsTheUser() {
    server.stop(0);
    BinaryCache cache =
        new BinaryCache(directory.resolve("cache"), new Platform("linux", "arm64"), progress::add);

    BinarySource.Result result = new DownloadedBinaries(cache, downloads, progress::add).find();

    assertThat(result)
        .isInstanceOfSatisfying(
            BinarySource.Absent.class,
            absent -> assertThat(absent.reason()).contains("cannot be reached"));
    assertThat(progress).anyMatch(line -> line.contains("cannot be reached"));
  }

  private static List<Path> filesIn(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.toList();
    }
  }

  private Path fresh(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  private void publishIndex(String checksum) {
    String index =
        """
        releases:
          v%s:
            %s:
              hash: "%s"
              selfLink: %s/%s
        """
            .formatted(VERSION, ARCHIVE, checksum, root, ARCHIVE);
    files.put("/index.yaml", index.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] archive() throws IOException {
    Path content = directory.resolve("content/controller-tools/envtest");
    for (String program : List.of("etcd", "kube-apiserver", "kubectl")) {
      FakeProgram.write(content, program, "true");
    }
    Path archive = directory.resolve("archive.tar.gz");
    Command.run(
            List.of(
                "tar",
                "-czf",
                archive.toString(),
                "-C",
                directory.resolve("content").toString(),
                "controller-tools"))
        .orThrow();
    return Files.readAllBytes(archive);
  }

  private static String checksum(String algorithm, byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] file = files.get(exchange.getRequestURI().getPath());
    try (exchange) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    }
  }
}
