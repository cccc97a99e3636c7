package bot.orient.secrets.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a database administrator does apart from the running operator. */
public final class StoreSchema {

  private static final String ROLES = "/db/roles.sql";

  private StoreSchema() {}

  /**
   * Brings schema {@code orient_store} to this version and grants the roles their rights.
   *
   * @throws StoreException saying what to do
   */
  public static void migrate(StoreSettings settings) {
    new SchemaMigration(settings).migrate();
  }

  /** SQL that makes the roles; for a superuser to run in the store's database, again if need be. */
  public static String rolesSql() {
    try (InputStream resource = StoreSchema.class.getResourceAsStream(ROLES)) {
      if (resource == null) {
        throw new IllegalStateException("the class path lacks " + ROLES);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
