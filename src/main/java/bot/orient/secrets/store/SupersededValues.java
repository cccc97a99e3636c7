package bot.orient.secrets.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which values that were taken over are not the current ones any more. Fingerprints are compared: a
 * rollback to the value that was taken over makes it count again.
 */
final class SupersededValues {

  private SupersededValues() {}

  /**
   * Looks at all keys in one query.
   *
   * @param sealed keys whose value stands sealed in Git, and was taken over
   * @param imported where the values of other keys come from
   */
  static Map<String, Superseded> find(
      Connection connection,
      String scope,
      Collection<String> sealed,
      Map<String, ImportRequest.Source> imported)
      throws SQLException {
    List<String> names = new ArrayList<>(sealed);
    names.addAll(imported.keySet());
    List<ImportRequest.Source> sources = new ArrayList<>();
    names.forEach(name -> sources.add(imported.get(name)));
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select w.name, v.version, v.actor
            from unnest(?, ?, ?, ?) as w (name, source_namespace, source_name, source_key)
            join orient_store.secrets s
              on s.scope = ? and s.name = w.name and s.state = 'active'
            join orient_store.secret_versions v
              on v.secret_uid = s.uid and v.version = s.current_version
            cross join lateral (
              select i.fingerprint
              from orient_store.imports i
              where i.scope = s.scope and i.name = s.name
                and i.source_namespace = w.source_namespace
                and i.source_name = w.source_name and i.source_key = w.source_key
              union all
              -- The version that the newest text made, else the one that had its value already.
              select coalesce(
                (select n.fingerprint from orient_store.secret_versions n
                 where n.secret_uid = s.uid and n.action = 'import-sealed' and n.created_at >= t.at
                 order by n.version limit 1),
                (select n.fingerprint from orient_store.secret_versions n
                 where n.secret_uid = s.uid and n.created_at < t.at
                 order by n.version desc limit 1))
              from (
                select max(taken_at) as at from orient_store.sealed_imports
                where scope = s.scope and name = s.name) as t
              where w.source_name is null
            ) as taken (fingerprint)
            where taken.fingerprint <> v.fingerprint
            """)) {
      select.setArray(1, connection.createArrayOf("text", names.toArray()));
      select.setArray(2, texts(connection, sources, ImportRequest.Source::namespace));
      select.setArray(3, texts(connection, sources, ImportRequest.Source::secretName));
      select.setArray(4, texts(connection, sources, ImportRequest.Source::secretKey));
      select.setString(5, scope);
      try (ResultSet row = select.executeQuery()) {
        Map<String, Superseded> found = new HashMap<>();
        while (row.next()) {
          found.put(row.getString(1), new Superseded(row.getLong(2), row.getString(3)));
        }
        return found;
      }
    }
  }

  private static Array texts(
      Connection connection,
      List<ImportRequest.Source> sources,
      Function<ImportRequest.Source, String> column)
      throws SQLException {
    return connection.createArrayOf(
        "text", sources.stream().map(s -> s == null ? null : column.apply(s)).toArray());
  }
}
