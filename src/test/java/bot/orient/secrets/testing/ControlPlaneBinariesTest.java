package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneBinariesTest {
  private static final Platform PLATFORM = new Platform("linux", "amd64");

  @TempDir private Path directory;
  private final List<String> progress = new ArrayList<>();
  private BinaryCache cache;

  @BeforeEach
  void createCache() {
    cache = new BinaryCache(directory.resolve("cache"), PLATFORM, progress::add);
  }

  @Nested
  class Order {
    @Test
    void firstSourceThatHasProgramsWins() {
      List<String> asked = new ArrayList<>();

      ControlPlaneBinaries found =
          new BinarySources(
                  List.of(absent("one", asked), found("1.21.0", asked), found("1.22.0", asked)))
              .find();

      assertThat(found.version()).isEqualTo("1.21.0");
      assertThat(asked).containsExactly("one", "1.21.0");
    }

    @Test
    void unusableGivenProgramsEndTheSearch() {
      List<String> asked = new ArrayList<>();
      BinarySource given =
          given(Map.of("KUBEBUILDER_ASSETS", directory.resolve("empty").toString()));

      assertThatThrownBy(() -> new BinarySources(List.of(given, found("1.22.0", asked))).find())
          .isInstanceOf(MissingBinariesException.class);
      assertThat(asked).isEmpty();
    }

    @Test
    void failureTellsEveryReasonAndWhatToDo() {
      BinarySources sources =
          new BinarySources(
              List.of(absent("no cache", new ArrayList<>()), absent("no net", new ArrayList<>())));

      assertThatThrownBy(sources::find)
          .isInstanceOf(MissingBinariesException.class)
          .hasMessageContainingAll("- no cache", "- no net", "Set KUBEBUILDER_ASSETS");
    }

    private BinarySource absent(String reason, List<String> asked) {
      return () -> {
        asked.add(reason);
        return new BinarySource.Absent(reason);
      };
    }

    private BinarySource found(String version, List<String> asked) {
      return () -> {
        asked.add(version);
        return new BinarySource.Found(
            new ControlPlaneBinaries(version, directory, directory, directory));
      };
    }
  }

  @Nested
  class Given {
    @Test
    void nothingGivenIsAbsent() {
      assertThat(given(Map.of()).find()).isInstanceOf(BinarySource.Absent.class);
      assertThat(given(Map.of("KUBEBUILDER_ASSETS", " ")).find())
          .isInstanceOf(BinarySource.Absent.class);
    }

    @Test
    void completeDirectoryIsTaken() throws IOException {
      FakeProgram.controlPlane(directory, "1.30.4");

      assertThat(binaries(given(assets())))
          .isEqualTo(
              new ControlPlaneBinaries(
                  "1.30.4",
                  directory.resolve("etcd"),
                  directory.resolve("kube-apiserver"),
                  directory.resolve("kube-controller-manager")));
    }

    @Test
    void missingApiServerIsNamed() throws IOException {
      FakeProgram.write(directory, "etcd", "");

      assertThatThrownBy(() -> given(assets()).find())
          .isInstanceOf(MissingBinariesException.class)
          .hasMessageContainingAll("KUBEBUILDER_ASSETS=" + directory, "kube-apiserver", "unset");
    }

    @Test
    void controllerManagerMayBeElsewhere() throws IOException {
      withoutControllerManager("1.30.4");
      Path elsewhere = FakeProgram.write(directory.resolve("elsewhere"), "manager", "");

      ControlPlaneBinaries found =
          binaries(
              given(
                  Map.of(
                      "KUBEBUILDER_ASSETS",
                      directory.toString(),
                      "KUBE_CONTROLLER_MANAGER",
                      elsewhere.toString())));

      assertThat(found.kubeControllerManager()).isEqualTo(elsewhere);
    }

    @Test
    void wrongPathOfControllerManagerIsNamed() throws IOException {
      withoutControllerManager("1.30.4");
      BinarySource given =
          given(
              Map.of(
                  "KUBEBUILDER_ASSETS", directory.toString(), "KUBE_CONTROLLER_MANAGER", "/nope"));

      assertThatThrownBy(given::find)
          .isInstanceOf(MissingBinariesException.class)
          .hasMessageContaining("KUBE_CONTROLLER_MANAGER=/nope");
    }

    @Test
    void controllerManagerOfTheSameVersionIsDownloadedOnce() throws IOException {
      withoutControllerManager("1.30.4");
      List<String> downloaded = new ArrayList<>();
      BinarySource given =
          new GivenBinaries(
              assets(),
              cache,
              (version, target) -> {
                downloaded.add(version);
                FakeProgram.write(target, "kube-controller-manager", "");
              });

      Path first = binaries(given).kubeControllerManager();
      Path second = binaries(given).kubeControllerManager();

      assertThat(first).isEqualTo(second).isExecutable();
      assertThat(downloaded).containsExactly("1.30.4");
    }

    @Test
    void failedDownloadOfControllerManagerSaysWhatToDo() throws IOException {
      withoutControllerManager("1.30.4");

      assertThatThrownBy(() -> given(assets()).find())
          .isInstanceOf(MissingBinariesException.class)
          .hasMessageContainingAll(
              "1.30.4", "offline", "set KUBE_CONTROLLER_MANAGER", "unset KUBEBUILDER_ASSETS");
    }

    @Test
    void programThatDoesNotRunHereIsNamed() throws IOException {
      FakeProgram.controlPlane(directory, "1.30.4");
      FakeProgram.write(directory, "kube-apiserver", "echo wrong machine >&2; exit 126");

      assertThatThrownBy(() -> given(assets()).find())
          .isInstanceOf(MissingBinariesException.class)
          .hasMessageContainingAll("kube-apiserver", "126", "wrong machine");
    }

    private Map<String, String> assets() {
      return Map.of("KUBEBUILDER_ASSETS", directory.toString());
    }

    private void withoutControllerManager(String version) throws IOException {
      FakeProgram.write(directory, "etcd", "");
      FakeProgram.write(directory, "kube-apiserver", "echo Kubernetes v" + version);
    }
  }

  @Nested
  class Cache {
    private final List<String> programs = ControlPlaneBinaries.NAMES;

    @Test
    void bestCachedVersionIsTaken() throws IOException {
      CachedBinaries cached = new CachedBinaries(cache, List.of("1.33.0", "1.20.2"));
      assertThat(cached.find()).isInstanceOf(BinarySource.Absent.class);

      cache.publish("1.20.2", programs, target -> FakeProgram.controlPlane(target, "1.20.2"));
      assertThat(binaries(cached).version()).isEqualTo("1.20.2");

      cache.publish("1.33.0", programs, target -> FakeProgram.controlPlane(target, "1.33.0"));
      assertThat(binaries(cached).version()).isEqualTo("1.33.0");
    }

    @Test
    void failedFillingLeavesNothingBehind() {
      assertThatThrownBy(
              () ->
                  cache.publish(
                      "1.33.0",
                      programs,
                      target -> {
                        FakeProgram.controlPlane(target, "1.33.0");
                        throw new IOException("cable cut");
                      }))
          .isInstanceOf(IOException.class)
          .hasMessage("cable cut");

      assertThat(cache.find("1.33.0", programs)).isEmpty();
      assertThat(directoriesInCache()).isEmpty();
    }

    @Test
    void fillingThatForgetsAProgramIsNotPublished() {
      assertThatThrownBy(
              () ->
                  cache.publish(
                      "1.33.0", programs, target -> FakeProgram.write(target, "etcd", "")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("kube-apiserver");

      assertThat(directoriesInCache()).isEmpty();
    }

    @Test
    void nothingIsVisibleWhileFilling() throws IOException {
      cache.publish(
          "1.33.0",
          programs,
          target -> {
            FakeProgram.controlPlane(target, "1.33.0");
            assertThat(cache.find("1.33.0", programs)).isEmpty();
          });

      assertThat(cache.find("1.33.0", programs)).isPresent();
    }

    @Test
    void directoryThatLostAProgramIsFilledAgain() throws IOException {
      Path published =
          cache.publish("1.33.0", programs, target -> FakeProgram.controlPlane(target, "1.33.0"));
      Files.delete(published.resolve("etcd"));

      cache.publish("1.33.0", programs, target -> FakeProgram.controlPlane(target, "1.33.0"));

      assertThat(cache.find("1.33.0", programs)).isPresent();
    }

    @Test
    void remainsOfAKilledProcessAreReplaced() throws IOException {
      Path partial = cache.root().resolve(".1.33.0-linux-amd64.partial");
      FakeProgram.write(partial, "etcd", "half of it");

      Path published =
          cache.publish("1.33.0", programs, target -> FakeProgram.controlPlane(target, "1.33.0"));

      assertThat(published.resolve("etcd")).content().contains("Kubernetes");
      assertThat(partial).doesNotExist();
    }

    @Test
    void twoAtOnceFillOnce() {
      AtomicInteger fillings = new AtomicInteger();
      List<CompletableFuture<Path>> both =
          Stream.of(1, 2).map(number -> publishInBackground(fillings)).toList();

      assertThat(both.get(0).join()).isEqualTo(both.get(1).join());
      assertThat(fillings).hasValue(1);
    }

    @Test
    void userDirectoryFollowsXdg() {
      assertThat(BinaryCache.ofUser(Map.of("XDG_CACHE_HOME", "/c"), PLATFORM, progress::add).root())
          .isEqualTo(Path.of("/c/orient-secrets-operator/control-plane"));
      assertThat(BinaryCache.ofUser(Map.of(), PLATFORM, progress::add).root())
          .isEqualTo(
              Path.of(
                  System.getProperty("user.home"), ".cache/orient-secrets-operator/control-plane"));
    }

    private CompletableFuture<Path> publishInBackground(AtomicInteger fillings) {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              return cache.publish(
                  "1.33.0",
                  programs,
                  target -> {
                    fillings.incrementAndGet();
                    FakeProgram.controlPlane(target, "1.33.0");
                  });
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
    }

    private List<Path> directoriesInCache() {
      try (Stream<Path> entries = Files.list(cache.root())) {
        return entries.filter(Files::isDirectory).toList();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private GivenBinaries given(Map<String, String> environment) {
    return new GivenBinaries(
        environment,
        cache,
        (version, target) -> {
          throw new IOException("offline");
        });
  }

  private static ControlPlaneBinaries binaries(BinarySource source) {
    assertThat(source.find()).isInstanceOf(BinarySource.Found.class);
    return ((BinarySource.Found) source.find()).binaries();
  }
}
