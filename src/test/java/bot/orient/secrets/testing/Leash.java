package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends a child process when this JVM dies in any way, SIGKILL included. A small shell waits on a
 * pipe that only this JVM holds open; the kernel closes the pipe with the JVM, and the shell then
 * kills the child.
 */
final class Leash {
  /** Held strongly: a collected {@link Process} closes its pipe, which would kill the child. */
  private static final Set<Process> HELD = ConcurrentHashMap.newKeySet();

  private static final String WAIT_THEN_KILL =
      "trap '' INT TERM HUP; read -r _; kill -s KILL -- \"$1\" 2>/dev/null";

  private Leash() {}

  static void attach(ProcessHandle child) {
    attach(child, Long.toString(child.pid()));
  }

  /** For a child that leads a process group: its descendants in the group end with it. */
  static void attachGroup(ProcessHandle leader) {
    attach(leader, "-" + leader.pid());
  }

  private static void attach(ProcessHandle child, String whatToKill) {
    try {
      Process leash =
          new ProcessBuilder("sh", "-c", WAIT_THEN_KILL, "leash", whatToKill)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      HELD.add(leash);
      // The process id may be given to somebody else once the child has ended, so the leash goes
      // first.
      child
          .onExit()
          .thenRun(
              () -> {
                leash.destroyForcibly();
                HELD.remove(leash);
              });
    } catch (IOException e) {
      child.destroyForcibly();
      throw new UncheckedIOException(e);
    }
  }
}
