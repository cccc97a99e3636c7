package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The inputs that are committed for fuzz tests, where Jazzer looks for them. */
public final class FuzzSeed {

  private FuzzSeed() {}

  /** The directory of the inputs of a class, from the root of the class path. */
  public static String directory(Class<?> test) {
    return test.getName().replace('.', '/') + "Inputs";
  }

  /** One of them, by the name of its file. */
  public static byte[] of(Class<?> test, String method, String name) {
    String path = "/" + directory(test) + "/" + method + "/" + name;
    try (InputStream seed = test.getResourceAsStream(path)) {
      if (seed == null) {
        throw new IllegalStateException("there is no seed " + path);
      }
      return seed.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
