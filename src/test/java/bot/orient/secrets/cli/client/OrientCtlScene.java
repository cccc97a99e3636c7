package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.ValueInput;
import bot.orient.secrets.crypto.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** orientctl with an operator whose answers the test gives, and a terminal that it types at. */
final class OrientCtlScene implements Terminal, Opening {

  static final Instant NOW = Instant.parse("2026-11-28T17:00:00Z");

  private final Deque<Reply> replies = new ArrayDeque<>();
  private final Deque<String> typed = new ArrayDeque<>();
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean terminal;
  private String piped = "";

  /** The next answer that the operator has not given yet. */
  OrientCtlScene answers(int status, String json) {
    replies.add(
        new Reply(status, Optional.empty(), Json.read(json.getBytes(StandardCharsets.UTF_8))));
    return this;
  }

  /** A problem as the admin API tells it. */
  OrientCtlScene refuses(int status, String type, String field, String detail) {
    return answers(
        status,
        "{\"type\":\"tag:secrets.orient.bot,2026:%s\",\"field\":\"%s\",\"detail\":\"%s\"}"
            .formatted(type, field, detail));
  }

  /** Somebody sits there and types these, line by line. */
  OrientCtlScene atTerminal(String... lines) {
    terminal = true;
    typed.addAll(List.of(lines));
    return this;
  }

  OrientCtlScene piped(String value) {
    piped = value;
    return this;
  }

  OrientCtlScene variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  int run(String... arguments) {
    return OrientCtl.line(
            new Tools(this, this, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMillis(1)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** What was sent: method, path, headers without what differs each time, body. */
  List<String> calls() {
    return calls;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** What was written byte by byte. */
  byte[] written() {
    return bytes.toByteArray();
  }

  @Override
  public Session session(ConnectionOptions options, boolean scoped) {
    String scope = options.scope == null ? "default" : options.scope;
    return new Session(
        scope,
        new Api() {
          @Override
          public Reply send(Call call) {
            calls.add(
                call.method()
                    + " "
                    + call.path()
                    + call.body().map(it -> " " + new String(it, StandardCharsets.UTF_8)).orElse("")
                    + (call.headers().contains("If-Match") ? " " + call.headers() : ""));
            if (replies.isEmpty()) {
              throw ClientException.unavailable("the operator says nothing more");
            }
            return replies.remove();
          }

          @Override
          public void close() {
            calls.add("closed");
          }
        });
  }

  @Override
  public Cluster cluster(ConnectionOptions options) {
    throw ClientException.usage("there is no kubeconfig");
  }

  @Override
  public boolean canAsk() {
    return terminal;
  }

  @Override
  public boolean isSeen() {
    return terminal;
  }

  @Override
  public ValueInput values() {
    return (prompt, most) -> {
      byte[] entered = (terminal ? typed.remove() : piped).getBytes(StandardCharsets.UTF_8);
      return new ValueInput.Entered(
          SecretBytes.owning(Arrays.copyOf(entered, Math.min(most, entered.length))), terminal);
    };
  }

  @Override
  public Optional<String> ask(String question) {
    return Optional.ofNullable(typed.poll());
  }

  @Override
  public OutputStream bytes() {
    return bytes;
  }

  @Override
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }
}
