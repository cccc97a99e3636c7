package bot.orient.secrets.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A database of Orient's own, v0.1.x on PostgreSQL: tables {@code public.secrets} and {@code
 * public.secrets_audit_log}. Only ever read, in one transaction that cannot write.
 */
public final class OrientDatabase {

  private static final String EXAMPLE =
      "it must be such as postgresql://user@db.example:5432/whatsapp_bot_0, as in Orient's own"
          + " DATABASE_URL, or a JDBC URL";

  private final StoreSettings settings;

  private OrientDatabase(StoreSettings settings) {
    this.settings = settings;
  }

  /**
   * Connects to nothing yet.
   *
   * @param url Orient's own DATABASE_URL, or a JDBC URL
   * @param user wins over the one in the URL, as does the password
   * @throws IllegalArgumentException when the URL is neither; it is not quoted, as it may hold a
   *     password
   */
  public static OrientDatabase at(String url, Optional<String> user, Optional<String> password) {
    if (url.startsWith("jdbc:")) {
      return new OrientDatabase(settings(url, user.orElse(null), password.orElse(null)));
    }
    URI uri = parsed(url);
    String[] login =
        Objects.requireNonNullElse(uri.getRawUserInfo(), "").replace("+", "%2B").split(":", 2);
    return new OrientDatabase(
        settings(
            "jdbc:postgresql://"
                + uri.getHost()
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
            user.orElse(login[0].isEmpty() ? null : decoded(login[0])),
            password.orElse(login.length < 2 ? null : decoded(login[1]))));
  }

  private static URI parsed(String url) {
    try {
      URI uri = new URI(url);
      boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
      if (postgres && uri.getHost() != null && uri.getRawPath().length() > 1) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw unusable();
    }
    throw unusable();
  }

  private static StoreSettings settings(String jdbcUrl, String user, String password) {
    if (!StoreSettings.isUsable(jdbcUrl)) {
      throw unusable();
    }
    return new StoreSettings(jdbcUrl, user, password, 2, Duration.ofSeconds(10));
  }

  /** Without its cause, which would quote the URL. */
  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException("the URL of Orient's database cannot be used: " + EXAMPLE);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Host, port and database: what was imported from here is remembered under this name. */
  public String name() {
    Properties parsed = Driver.parseURL(settings.jdbcUrl(), null);
    return "%s:%s/%s"
        .formatted(
            parsed.getProperty("PGHOST"),
            parsed.getProperty("PGPORT"),
            parsed.getProperty("PGDBNAME"));
  }

  /**
   * Reads everything.
   *
   * @throws StoreException when it is no such database; the message says what is missing
   */
  public OrientContents read() {
    try (Connection connection = DriverDefaults.connect(settings, "import")) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return Database.inTransaction(connection, this::contents);
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  private OrientContents contents(Connection connection) throws SQLException {
    if (!exists(connection, "public.secrets")) {
      throw new StoreException(
          "database "
              + name()
              + " has no table public.secrets: is it the database of an Orient v0.1.x? Newer ones"
              + " keep their secrets in an SQLite file, which cannot be imported");
    }
    List<OrientAuditRow> history =
        exists(connection, "public.secrets_audit_log") ? history(connection) : List.of();
    return new OrientContents(secrets(connection), history);
  }

  private static boolean exists(Connection connection, String table) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      select.setString(1, table);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static List<OrientRow> secrets(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select key, encrypted_value, iv, auth_tag, category, description,
                       created_at, updated_at
                from public.secrets
                order by key collate "C"
                """);
        ResultSet row = select.executeQuery()) {
      List<OrientRow> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(
            new OrientRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                time(row, 7),
                time(row, 8)));
      }
      return rows;
    }
  }

  private static List<OrientAuditRow> history(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select id, key, action, changed_by, changed_at
                from public.secrets_audit_log
                order by id
                """);
        ResultSet row = select.executeQuery()) {
      List<OrientAuditRow> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(
            new OrientAuditRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                time(row, 5)));
      }
      return rows;
    }
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private StoreException translated(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    return switch (state) {
      case "42501" ->
          new StoreException(
              "the user may not read Orient's tables in "
                  + name()
                  + ": grant it SELECT on public.secrets and public.secrets_audit_log",
              error);
      case "42703", "42883" ->
          new StoreException(
              "the tables of "
                  + name()
                  + " are not those of Orient v0.1.x: columns are missing or of another type",
              error);
      default -> SqlErrors.translate("reading Orient's database " + name(), error);
    };
  }

  @Override
  public String toString() {
    return "OrientDatabase[" + name() + "]";
  }
}
