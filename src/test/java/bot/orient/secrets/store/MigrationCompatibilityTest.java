package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator before works on while the schema is migrated already, and is the one to go back to.
 * So a migration only adds: what an older operator reads and writes stays.
 */
class MigrationCompatibilityTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /** Those before ran on nothing that was ever released. */
  private static final int FIRST = 9;

  private static final Pattern NUMBER = Pattern.compile("V(\\d+)__.*\\.sql");

  /** What takes something away, or asks for something that an older operator does not give. */
  private static final List<Pattern> BREAKING =
      List.of(
          Pattern.compile("drop (table|view|column|schema|sequence|function|type)\\b"),
          Pattern.compile("\\brename\\b"),
          Pattern.compile("alter column \\w+ (set data )?type\\b"),
          Pattern.compile("alter column \\w+ set not null"),
          Pattern.compile("alter column \\w+ drop default"),
          Pattern.compile("add column (if not exists )?\\w+ [^,;]*not null(?![^,;]*default)"),
          Pattern.compile("^revoke\\b.*\\borient_app\\b"),
          Pattern.compile("^(delete|truncate)\\b"));

  @Test
  void migrationsTakeNothingFromTheOperatorBefore() throws IOException {
    Map<Integer, String> migrations = migrations();
    assertThat(migrations).isNotEmpty();
    migrations.forEach(
        (number, sql) -> assertThat(breaking(sql)).as("migration V%d", number).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table orient_store.secrets drop column description;",
        "DROP TABLE orient_store.jobs;",
        "alter table orient_store.secrets rename column category to kind;",
        "alter table orient_store.secrets alter column scope type varchar(10);",
        "alter table orient_store.secrets alter column description set not null;",
        "alter table orient_store.secrets add column owner text not null, add column x int;",
        "revoke select on orient_store.secrets from orient_app;",
        "delete from orient_store.imports;",
      })
  void whatWouldBreakAnOlderOperatorIsFound(String sql) {
    assertThat(breaking("-- a comment; more\n" + sql)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table orient_store.secrets add column owner text;",
        "alter table orient_store.secrets add column owner text not null default 'nobody';",
        "alter table orient_store.secrets alter column description drop not null;",
        "create table orient_store.more (id bigint not null, name text not null);",
        "-- drop table orient_store.secrets;",
      })
  void whatOnlyAddsIsLetPass(String sql) {
    assertThat(breaking(sql)).isEmpty();
  }

  /** The statements that break something. */
  private static List<String> breaking(String sql) {
    String plain = sql.replaceAll("--[^\n]*", "").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return Pattern.compile(";")
        .splitAsStream(plain)
        .map(String::strip)
        .filter(statement -> BREAKING.stream().anyMatch(rule -> rule.matcher(statement).find()))
        .toList();
  }

  private static Map<Integer, String> migrations() throws IOException {
    Map<Integer, String> byNumber = new TreeMap<>();
    try (var paths = Files.newDirectoryStream(MIGRATIONS)) {
      for (Path path : paths) {
        Matcher name = NUMBER.matcher(path.getFileName().toString());
        if (name.matches() && Integer.parseInt(name.group(1)) >= FIRST) {
          byNumber.put(Integer.parseInt(name.group(1)), Files.readString(path));
        }
      }
    }
    return byNumber;
  }
}
