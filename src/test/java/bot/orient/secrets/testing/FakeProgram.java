package bot.orient.secrets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Shell scripts that stand in for the real programs. */
final class FakeProgram {
  private FakeProgram() {}

  static Path write(Path directory, String name, String script) throws IOException {
    Path file = Files.createDirectories(directory).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** All three programs of a control plane, of a version. */
  static void controlPlane(Path directory, String version) throws IOException {
    for (String name : ControlPlaneBinaries.NAMES) {
      write(directory, name, "echo Kubernetes v" + version);
    }
  }
}
