package bot.orient.secrets.chaos;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The head of an HTTP/1.1 message, and how its body follows.
 *
 * @param start the request line or the status line
 * @param fields as they came, such as {@code Accept: text/plain}
 */
record HttpHead(String start, List<String> fields) {

  private static final int LONGEST = 256 * 1024;
  private static final String CHUNKED = "chunked";

  HttpHead {
    fields = List.copyOf(fields);
  }

  /** Empty when the other side has ended the connection instead. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    String start = line(in);
    if (start == null) {
      return Optional.empty();
    }
    List<String> fields = new ArrayList<>();
    for (String field = line(in); !"".equals(field); field = line(in)) {
      if (field == null) {
        throw new EOFException("the head ends early");
      }
      fields.add(field);
    }
    return Optional.of(new HttpHead(start, fields));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (line.size() > LONGEST) {
        throw new IOException("a line is too long");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  String method() {
    return start.substring(0, start.indexOf(' '));
  }

  String target() {
    return start.split(" ")[1];
  }

  int status() {
    return Integer.parseInt(start.split(" ")[1]);
  }

  Optional<String> field(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return fields.stream()
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(field -> field.substring(prefix.length()).strip())
        .findFirst();
  }

  private boolean isChunked() {
    return field("Transfer-Encoding").filter(CHUNKED::equalsIgnoreCase).isPresent();
  }

  /** The proxy speaks HTTP/1.1 alone: the client is not to hear of anything newer. */
  HttpHead withoutUpgradeToHttp2() {
    if (field("Upgrade").filter("h2c"::equalsIgnoreCase).isEmpty()) {
      return this;
    }
    return new HttpHead(
        start,
        fields.stream()
            .filter(field -> !field.toLowerCase(Locale.ROOT).startsWith("upgrade:"))
            .filter(field -> !field.toLowerCase(Locale.ROOT).startsWith("connection:"))
            .filter(field -> !field.toLowerCase(Locale.ROOT).startsWith("http2-settings:"))
            .toList());
  }

  void write(OutputStream out) throws IOException {
    String text = fields.stream().collect(Collectors.joining("\r\n", start + "\r\n", "\r\n\r\n"));
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The body of a request as it is on the wire: with its chunks, if it has any. */
  byte[] readRequestBody(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (isChunked()) {
      copyChunks(in, body);
    } else {
      copy(in, body, field("Content-Length").map(Long::parseLong).orElse(0L));
    }
    return body.toByteArray();
  }

  /** Passes the body of an answer on, each piece as soon as it is there. */
  void relayAnswerBody(InputStream in, OutputStream out) throws IOException {
    if (isChunked()) {
      copyChunks(in, out);
    } else if (status() != 204 && status() != 304) {
      copy(in, out, field("Content-Length").map(Long::parseLong).orElse(0L));
    }
    out.flush();
  }

  private static void copyChunks(InputStream in, OutputStream out) throws IOException {
    long size;
    do {
      String line = line(in);
      if (line == null) {
        throw new EOFException("the body ends early");
      }
      size = Long.parseLong(line.split(";")[0].strip(), 16);
      out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      // The line break after the data too; the Kubernetes API sends no trailers.
      copy(in, out, size + 2);
      out.flush();
    } while (size > 0);
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("the body ends early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
