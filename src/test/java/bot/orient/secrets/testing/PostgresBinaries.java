package bot.orient.secrets.testing;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** Servers older than the one on the class path; pom.xml puts them into target/postgres. */
final class PostgresBinaries {
  private static final Path DIRECTORY = Path.of("target", "postgres");
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  private PostgresBinaries() {}

  static PgBinaryResolver ofVersion(int major) {
    return (system, hardware) -> open(DIRECTORY.resolve(major + ".jar"));
  }

  private static InputStream open(Path jar) throws IOException {
    if (!Files.exists(jar)) {
      throw new FileNotFoundException(
          jar + " is missing: run mvn pre-integration-test, or take a version that pom.xml names");
    }
    try (ZipFile archive = new ZipFile(jar.toFile());
        InputStream content = archive.getInputStream(archive.getEntry(ARCHIVE))) {
      return new ByteArrayInputStream(content.readAllBytes());
    }
  }
}
