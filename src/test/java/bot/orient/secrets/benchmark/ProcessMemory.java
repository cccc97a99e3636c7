package bot.orient.secrets.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process uses.
 *
 * @param heap MiB that are in use once the garbage is collected
 * @param resident MiB in memory, all of the process, as it is before that
 */
record ProcessMemory(long heap, long resident) {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /** One line per generation or, with G1, one for the heap. */
  private static final Pattern HEAP =
      Pattern.compile("(?m)^\\s*\\S.*(?:generation|heap)\\s+total \\d+K, used (\\d+)K");

  static ProcessMemory of(long pid) throws IOException, InterruptedException {
    Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    if (!resident.find()) {
      throw new IllegalStateException("the process " + pid + " has ended");
    }
    jcmd(pid, "GC.run");
    long heap = 0;
    Matcher generation = HEAP.matcher(jcmd(pid, "GC.heap_info"));
    while (generation.find()) {
      heap += Long.parseLong(generation.group(1));
    }
    return new ProcessMemory(heap / 1024, Long.parseLong(resident.group(1)) / 1024);
  }

  /** jcmd (17) looks for its socket in our root file system, not in the one of the image. */
  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Path root = Path.of("/proc/" + pid + "/root");
    if (Files.isSameFile(root, Path.of("/"))) {
      return run(pid, command);
    }
    Path socket = Path.of("/tmp/.java_pid" + pid);
    Files.deleteIfExists(socket);
    Files.createSymbolicLink(socket, Path.of(root + socket.toString()));
    try {
      return run(pid, command);
    } finally {
      Files.delete(socket);
    }
  }

  private static String run(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd " + command + ": " + output);
    }
    return output;
  }
}
