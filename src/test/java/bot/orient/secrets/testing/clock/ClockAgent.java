package bot.orient.secrets.testing.clock;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Runs before the main class of a JVM whose clock {@link ProcessClock} moves. */
public final class ClockAgent implements ClassFileTransformer {

  private static final int LOOK_MILLIS = 20;
  private static final String CLOCK = "java/time/Clock";

  /** Not by its class, which must not be loaded before the JDK can see it. */
  private static final String SHIFTED = "bot/orient/secrets/testing/clock/ShiftedClock";

  private static final MethodRedirection MILLIS =
      new MethodRedirection("java/lang/System", "currentTimeMillis", "()J", SHIFTED);
  private static final MethodRedirection PRESENT =
      new MethodRedirection(
          "java/time/Instant", "ofEpochSecond", "(JJ)Ljava/time/Instant;", SHIFTED);

  private static final Set<String> TELLERS =
      Set.of(
          "java.time.Clock",
          "java.time.Clock$SystemClock",
          "java.util.Date",
          "java.util.Timer",
          "java.util.TimerThread");

  private ClockAgent() {}

  /**
   * Called by the JVM.
   *
   * @param arguments the jar of {@link ShiftedClock} and the file that says how far to move
   */
  public static void premain(String arguments, Instrumentation jvm)
      throws IOException, UnmodifiableClassException {
    String[] paths = arguments.split(",", 2);
    // Classes of the JDK see no other.
    jvm.appendToBootstrapClassLoaderSearch(new JarFile(paths[0]));
    jvm.addTransformer(new ClockAgent(), true);
    // Those that tell the time and are in use before any agent; all others come by here.
    jvm.retransformClasses(
        Stream.of(jvm.getAllLoadedClasses())
            .filter(loaded -> TELLERS.contains(loaded.getName()))
            .toArray(Class<?>[]::new));
    Path shift = Path.of(paths[1]);
    follow(shift);
    Thread thread = new Thread(() -> followForever(shift), "moved-clock");
    thread.setDaemon(true);
    thread.start();
  }

  private static void followForever(Path shift) {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        follow(shift);
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException("the clock cannot be moved any more", e);
    }
  }

  private static void follow(Path shift) throws IOException {
    ShiftedClock.set(Long.parseLong(Files.readString(shift)));
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> loaded, ProtectionDomain domain, byte[] classFile) {
    if (SHIFTED.equals(name)) {
      return null;
    }
    byte[] millis = MILLIS.apply(classFile);
    if (!CLOCK.equals(name)) {
      return millis;
    }
    return PRESENT.apply(millis == null ? classFile : millis);
  }
}
