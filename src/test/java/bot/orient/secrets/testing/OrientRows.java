package bot.orient.secrets.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Encrypted rows as Orient writes them: made by Node's own crypto just now where there is a Node on
 * this machine, else those that it made before.
 *
 * @param masterKey the ORIENT_MASTER_KEY that most of them are encrypted with
 */
public record OrientRows(String masterKey, Map<String, Row> rows) {

  /** One row; all but plaintext and key in hex. */
  public record Row(String key, String plaintext, String encrypted, String iv, String authTag) {}

  /** Fresh ones if possible. */
  public static OrientRows make() {
    CommandResult node = Command.run(List.of("node", script().toString()));
    return node.exit() == 0 ? parse(node.stdout()) : committed();
  }

  /** Those that Node made once, see {@code orient/rows.js}. */
  public static OrientRows committed() {
    try (InputStream json = OrientRows.class.getResourceAsStream("/orient/rows.json")) {
      return parse(new String(json.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Row row(String key) {
    return rows.get(key);
  }

  private static Path script() {
    try {
      return Path.of(OrientRows.class.getResource("/orient/rows.js").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OrientRows parse(String json) {
    try {
      JsonNode document = JsonMapper.builder().build().readTree(json);
      Map<String, Row> rows = new LinkedHashMap<>();
      for (JsonNode row : document.get("rows")) {
        rows.put(
            row.get("key").textValue(),
            new Row(
                row.get("key").textValue(),
                row.get("plaintext").textValue(),
                row.get("encrypted").textValue(),
                row.get("iv").textValue(),
                row.get("authTag").textValue()));
      }
      return new OrientRows(document.get("masterKey").textValue(), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
