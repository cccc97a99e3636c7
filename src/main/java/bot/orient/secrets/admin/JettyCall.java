package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** A call that came through Jetty. */
final class JettyCall implements IncomingCall {

  private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(20);
  private static final int CHUNK = 8192;

  private final Request request;

  JettyCall(Request request) {
    this.request = request;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return Request.getPathInContext(request);
  }

  @Override
  public Map<String, List<String>> query() {
    Map<String, List<String>> query = new TreeMap<>();
    try {
      for (Fields.Field field : Request.extractQueryParameters(request)) {
        query.put(field.getName(), field.getValues());
      }
      return query;
    } catch (RuntimeException e) {
      throw Problem.in("query", ProblemType.MALFORMED_REQUEST, "the query is not URL-encoded")
          .asException();
    }
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new TreeMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(field.getValue() == null ? "" : field.getValue());
    }
    return headers;
  }

  @Override
  public String address() {
    return Request.getRemoteAddr(request);
  }

  @Override
  public SecretBytes body(int limit) {
    if (request.getLength() > limit) {
      throw tooLarge(limit);
    }
    long end = System.nanoTime() + LONGEST_ARRIVAL.toNanos();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Content.Source.asInputStream(request);
        WipedBuffer out = new WipedBuffer(CHUNK)) {
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        out.write(chunk, 0, length);
        if (out.size() > limit) {
          throw tooLarge(limit);
        }
        if (System.nanoTime() - end > 0) {
          throw late();
        }
      }
      return SecretBytes.owning(out.toByteArray());
    } catch (ProblemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Jetty throws either for chunks that are none, a body cut short, and silence.
      throw late();
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }

  private static ProblemException late() {
    return Problem.of(
            ProblemType.REQUEST_TIMEOUT,
            "the body did not arrive in time, or not whole: send it again")
        .asException();
  }

  private static ProblemException tooLarge(int limit) {
    return Problem.of(
            ProblemType.CONTENT_TOO_LARGE,
            "the body is longer than %d bytes; a value can have 65536 bytes".formatted(limit))
        .asException();
  }
}
