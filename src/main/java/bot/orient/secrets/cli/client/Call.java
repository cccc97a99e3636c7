package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A call of the admin API. No record, because the body may have a value. */
final class Call {

  private final String method;
  private final String path;
  private final List<String> headers = new ArrayList<>();
  private byte[] body;

  private Call(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /**
   * @param path with its query, encoded
   */
  static Call of(String method, String path) {
    return new Call(method, path);
  }

  static Call get(String path) {
    return of("GET", path);
  }

  static Call post(String path) {
    return of("POST", path);
  }

  Call with(JsonNode json) {
    return withBytes(Json.bytes(json));
  }

  /** Takes the array over, and wipes it when told to. */
  Call withBytes(byte[] json) {
    this.body = json;
    return this;
  }

  Call header(String name, String value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  /** Name, value, name, value. */
  List<String> headers() {
    return List.copyOf(headers);
  }

  Optional<byte[]> body() {
    return Optional.ofNullable(body);
  }

  void wipe() {
    body().ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
  }
}
