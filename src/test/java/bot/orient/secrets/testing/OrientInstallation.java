package bot.orient.secrets.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** A database with the tables, indexes and trigger of Orient v0.1.x, to be filled by a test. */
public final class OrientInstallation {

  /** From Orient's migrations 001 and 003. */
  private static final String SCHEMA =
      """
      create function update_updated_at_column() returns trigger language plpgsql as
      $$ begin new.updated_at = now(); return new; end $$;

      create table secrets (
        key text primary key,
        encrypted_value text not null,
        iv text not null,
        auth_tag text not null,
        category text,
        description text,
        created_at timestamptz default now(),
        updated_at timestamptz default now()
      );
      create index idx_secrets_category on secrets (category);

      create table secrets_audit_log (
        id serial primary key,
        key text not null,
        action text not null,
        changed_by text,
        changed_at timestamptz default now()
      );
      create index idx_secrets_audit_key on secrets_audit_log (key);
      create index idx_secrets_audit_time on secrets_audit_log (changed_at);

      create trigger update_secrets_updated_at before update on secrets
        for each row execute function update_updated_at_column();
      """;

  private final TestDatabase database;

  private OrientInstallation(TestDatabase database) {
    this.database = database;
  }

  public static OrientInstallation in(TestDatabase database) throws SQLException {
    OrientInstallation orient = new OrientInstallation(database);
    orient.execute(SCHEMA);
    return orient;
  }

  public TestDatabase database() {
    return database;
  }

  /** What Orient's own DATABASE_URL would be. */
  public String url() {
    return database
        .jdbcUrl()
        .replace(
            "jdbc:postgresql://",
            "postgresql://" + database.username() + ":" + database.password() + "@");
  }

  /** As {@code setSecret} of Orient does it: the row, then its audit row. */
  public OrientInstallation set(OrientRows.Row row) throws SQLException {
    return set(row.key(), row.encrypted(), row.iv(), row.authTag());
  }

  public OrientInstallation set(String key, String encrypted, String iv, String authTag)
      throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into secrets
                  (key, encrypted_value, iv, auth_tag, category, description, created_at, updated_at)
                values (?, ?, ?, ?, ?, ?, '2025-11-01 10:00:00+00', '2025-12-24 18:00:00+00')
                on conflict (key) do update
                set encrypted_value = excluded.encrypted_value, iv = excluded.iv,
                    auth_tag = excluded.auth_tag
                """)) {
      upsert.setString(1, key);
      upsert.setString(2, encrypted);
      upsert.setString(3, iv);
      upsert.setString(4, authTag);
      upsert.setString(5, key.split("_")[0].toLowerCase(Locale.ROOT));
      upsert.setString(6, "description of " + key);
      upsert.executeUpdate();
    }
    audit(key, "updated", "dashboard");
    return this;
  }

  public void audit(String key, String action, String changedBy) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into secrets_audit_log (key, action, changed_by) values (?, ?, ?)")) {
      insert.setString(1, key);
      insert.setString(2, action);
      insert.setString(3, changedBy);
      insert.executeUpdate();
    }
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
