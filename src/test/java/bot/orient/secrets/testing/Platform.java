package bot.orient.secrets.testing;

import java.util.Locale;

/** This machine, as Kubernetes downloads name it: linux-amd64. */
record Platform(String os, String architecture) {
  static Platform current() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch");
    return new Platform(
        name.startsWith("mac") ? "darwin" : name,
        switch (architecture) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> architecture;
        });
  }

  @Override
  public String toString() {
    return os + "-" + architecture;
  }
}
