package bot.orient.secrets.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import bot.orient.secrets.testing.FuzzSeed;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A fuzz test without inputs passes and tests nothing. */
class FuzzSeedsTest {

  private static final int LEAST = 3;

  private static final Path ROOT = root();

  private static Path root() {
    try {
      return Path.of(
          FuzzSeedsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Method> fuzzTests() {
    return filesIn(ROOT).stream()
        .map(file -> ROOT.relativize(file).toString())
        .filter(file -> file.endsWith("FuzzTest.class"))
        .map(file -> type(file.substring(0, file.length() - ".class".length())))
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(FuzzTest.class))
        .toList();
  }

  private static Class<?> type(String file) {
    try {
      return Class.forName(file.replace(File.separatorChar, '.'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyFuzzTestHasSeedsAndAllAreRun() {
    List<Method> tests = fuzzTests();
    assertThat(tests).isNotEmpty().allMatch(test -> seeds(test).size() >= LEAST);

    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(
                    tests.stream()
                        .map(test -> selectMethod(test.getDeclaringClass(), test))
                        .toList())
                .filters(includeEngines("junit-jupiter"))
                .build(),
            summary);

    // Jazzer adds the empty input to each.
    assertThat(summary.getSummary().getTestsSucceededCount())
        .isEqualTo(tests.stream().mapToInt(test -> seeds(test).size() + 1).sum());
  }

  @Test
  void everySeedBelongsToAFuzzTest() {
    assertThat(filesIn(ROOT))
        .filteredOn(file -> file.toString().contains("FuzzTestInputs"))
        .containsExactlyInAnyOrderElementsOf(
            fuzzTests().stream().flatMap(test -> seeds(test).stream()).toList());
  }

  private static List<Path> seeds(Method test) {
    return filesIn(
        ROOT.resolve(FuzzSeed.directory(test.getDeclaringClass())).resolve(test.getName()));
  }

  private static List<Path> filesIn(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " is not there", e);
    }
  }
}
