package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.SecretRead;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes answers of what they say. */
final class Answers {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final String JSON_TYPE = "application/json";
  private static final String PROBLEM_TYPE = "application/problem+json";

  /** Room for what stands around a value. */
  private static final int FRAME = 512;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private Answers() {}

  static Answer ok(Object content) {
    return json(200, Map.of(), content);
  }

  /** Work that goes on after the answer. */
  static Answer accepted(Object content) {
    return json(202, Map.of(), content);
  }

  static Answer noContent() {
    return new Answer(204, Map.of(), new byte[0]);
  }

  /** With the revision as the entity tag, for If-Match. */
  static Answer ofRevision(long revision, Object content) {
    return revision == 0 ? ok(content) : tagged("\"" + revision + "\"", content);
  }

  /** With an entity tag, in quotes. */
  static Answer tagged(String tag, Object content) {
    return json(200, Map.of("ETag", tag), content);
  }

  static Answer document(byte[] json) {
    return new Answer(200, Map.of(CONTENT_TYPE, JSON_TYPE), json.clone());
  }

  static Answer of(Problem problem) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("type", problem.type().uri());
    content.put("title", problem.type().title());
    content.put("status", problem.type().status());
    content.put("detail", problem.detail());
    problem.field().ifPresent(field -> content.put("field", field));
    Map<String, String> headers = new TreeMap<>(problem.headers());
    headers.put(CONTENT_TYPE, PROBLEM_TYPE);
    return new Answer(problem.type().status(), headers, bytes(content));
  }

  private static Answer json(int status, Map<String, String> headers, Object content) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(CONTENT_TYPE, JSON_TYPE);
    return new Answer(status, all, bytes(content));
  }

  private static byte[] bytes(Object content) {
    try {
      return JSON.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A value, as text if it is UTF-8, else as base64. It goes from array to array, never a String.
   */
  static Answer revealed(String key, SecretRead.Found found) {
    try (WipedBuffer out = new WipedBuffer(found.value().length() + FRAME)) {
      try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeStringField("key", key);
        json.writeNumberField("version", found.version());
        json.writeStringField("updatedAt", found.updatedAt().toString());
        writeValue(json, found.value());
        json.writeEndObject();
      }
      return new Answer(
          200, Map.of(CONTENT_TYPE, JSON_TYPE, "Cache-Control", "no-store"), out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeValue(JsonGenerator json, SecretBytes value) throws IOException {
    byte[] bytes = value.toByteArray();
    try {
      Optional<CharBuffer> text = text(bytes);
      if (text.isPresent()) {
        char[] characters = text.get().array();
        json.writeFieldName("value");
        json.writeString(characters, 0, text.get().remaining());
        Arrays.fill(characters, '\0');
      } else {
        json.writeBinaryField("valueBase64", bytes);
      }
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static Optional<CharBuffer> text(byte[] bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
