package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs a short command to its end. */
final class Command {

  private Command() {}

  static CommandResult run(List<String> command) {
    return run(command, "");
  }

  static CommandResult run(List<String> command, String stdin) {
    try {
      Process process = new ProcessBuilder(command).start();
      CompletableFuture<String> stderr =
          CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()));
      CompletableFuture<Void> input =
          CompletableFuture.runAsync(() -> writeAll(process.getOutputStream(), stdin));
      String stdout = readAll(process.getInputStream());
      int exit = process.waitFor();
      input.join();
      return new CommandResult(exit, stdout, stderr.join());
    } catch (IOException e) {
      return new CommandResult(127, "", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.get(0), e);
    }
  }

  static String readAll(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void writeAll(OutputStream stream, String text) {
    try (stream) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The command ended without reading its input; its exit code says whether that matters.
      return;
    }
  }
}
