package bot.orient.secrets.testing.clock;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The wall clock of a machine on which one JVM runs after the other. It can be moved at any moment;
 * what measures how much time has passed ({@link System#nanoTime}, sleeping, waiting) goes on.
 */
public final class ProcessClock {

  private final Path jar;
  private final Path shift;

  private ProcessClock(Path jar, Path shift) {
    this.jar = jar;
    this.shift = shift;
  }

  /** One that is right. */
  public static ProcessClock in(Path directory) {
    try {
      ProcessClock clock =
          new ProcessClock(
              agent(Files.createTempFile(directory, "clock-", ".jar")),
              Files.createTempFile(directory, "clock-", ".millis"));
      clock.move(Duration.ZERO);
      return clock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class of the agent is on the class path of the process; this is what the JVM wants. */
  private static Path agent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", ClockAgent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    String shifted = ShiftedClock.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = ProcessClock.class.getClassLoader().getResourceAsStream(shifted)) {
      out.putNextEntry(new JarEntry(shifted));
      in.transferTo(out);
    }
    return jar;
  }

  /** For the JVM whose clock this is to be; it must have the classes of the tests. */
  public String jvmFlag() {
    return "-javaagent:%s=%s,%s".formatted(jar, jar, shift);
  }

  /**
   * From now on, or a few hundredths of a second later.
   *
   * @param ahead of the true time; negative for behind
   */
  public void move(Duration ahead) {
    try {
      Path next = shift.resolveSibling(shift.getFileName() + ".next");
      Files.writeString(next, Long.toString(ahead.toMillis()));
      Files.move(next, shift, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
