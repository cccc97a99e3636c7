package bot.orient.secrets.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A file with the password of the database role, as a Secret is mounted. It is read again for each
 * new connection, so that a password can be changed without a restart.
 */
public final class PasswordFile implements Supplier<String> {

  private final Path file;
  private volatile String last;

  private PasswordFile(Path file, String password) {
    this.file = file;
    this.last = password;
  }

  /**
   * Reads it for the first time.
   *
   * @param variable that names it, for messages
   * @throws IllegalArgumentException when it cannot be read, or is empty
   */
  public static PasswordFile at(String variable, Path file) {
    try {
      String password = read(file);
      if (password.isEmpty()) {
        throw new IllegalArgumentException(
            variable + ": " + file + " is empty; write the password to it");
      }
      return new PasswordFile(file, password);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          variable + ": cannot read " + file + "; check that it is mounted", e);
    }
  }

  /** What it says now; what it said before while it is away or being written. */
  @Override
  public String get() {
    try {
      String password = read(file);
      if (!password.isEmpty()) {
        last = password;
      }
    } catch (IOException e) {
      // The server says whether the one before is still right.
      return last;
    }
    return last;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  @Override
  public String toString() {
    return "PasswordFile[" + file + "]";
  }
}
