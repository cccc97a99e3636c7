package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PlantedValue;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * Thousands of bad requests against the whole API on a real store: no failure of the server, no
 * value of another one's in an answer, nothing of what was sent in the log, and no hang.
 */
@ExtendWith(PostgresExtension.class)
class BadRequestsIT {

  private static final int REQUESTS = 3000;
  private static final long SEED = 20261128;
  private static final String SCOPE = "shop";

  /** Longer than the server takes for anything, and than it waits for silent clients. */
  private static final int HANGS_MILLIS = 40_000;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) ");

  private final PlantedValue sent = PlantedValue.plant("the requests");
  private final PlantedValue stored = PlantedValue.plant("the store");
  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(event.getFormattedMessage() + " " + event.getThrowableProxy());
        }
      };
  private AdminScene scene;

  @BeforeEach
  void prepare(TestDatabase database) throws JoranException {
    appender.start();
    root().addAppender(appender);
    shippedLevels().forEach((logger, level) -> logger(logger).setLevel(level));
    ours().setLevel(Level.DEBUG);
    scene =
        AdminScene.start(
            database,
            token ->
                Set.of("good", "owner").contains(token)
                    ? new TokenReviews.Authenticated(new Caller(token, "", List.of(), Map.of()))
                    : new TokenReviews.Rejected(),
            // Whatever they may ask for but the value itself, and only where they are at home.
            (caller, permission, namespace) ->
                caller.user().equals("owner")
                    || namespace.filter(SCOPE::equals).isPresent()
                        && !permission.verb().equals("delete")
                        && !(permission.verb().equals("get")
                            && permission.subresource().equals("value")),
            AdminScene.GENEROUS);
  }

  @AfterEach
  void close() throws JoranException {
    scene.close();
    root().detachAppender(appender);
    shippedLevels().keySet().forEach(logger -> logger(logger).setLevel(null));
    ours().setLevel(null);
  }

  private static Logger root() {
    return logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static Logger ours() {
    return logger("bot.orient.secrets");
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  /** What the log that users have tells of, by logger. */
  private static Map<String, Level> shippedLevels() throws JoranException {
    LoggerContext shipped = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(shipped);
    configurator.doConfigure(BadRequestsIT.class.getResource("/logback.xml"));
    Map<String, Level> levels = new TreeMap<>();
    for (Logger logger : shipped.getLoggerList()) {
      if (logger.getLevel() != null && !logger.getName().equals(root().getName())) {
        levels.put(logger.getName(), logger.getLevel());
      }
    }
    return levels;
  }

  @Test
  void noneOfThemBreaksTheServerOrGetsAValueOrLeavesOneInTheLog() throws IOException {
    AdminClient client = scene.client().as("owner");
    assertThat(
            client
                .put("/v1/scopes/shop/secrets/KEY", "{\"value\":\"" + stored.text() + "\"}")
                .status())
        .isEqualTo(200);
    BadRequests requests = new BadRequests(SEED, SCOPE, "good", sent);
    SSLSocketFactory sockets =
        AdminClient.trusting((Supplier<String>) scene.server()::fingerprint).getSocketFactory();
    Map<String, Integer> statuses = new TreeMap<>();

    for (int i = 0; i < REQUESTS; i++) {
      byte[] request = requests.next();
      String as =
          "request "
              + i
              + " of seed "
              + SEED
              + ": "
              + new String(request, StandardCharsets.ISO_8859_1);
      String answer = exchange(sockets, request, as);
      Matcher status = STATUS.matcher(answer);
      String code = status.lookingAt() ? status.group(1) : "none";
      assertThat(code).as(as + "\n" + answer).doesNotStartWith("5");
      assertThat(stored.isIn(answer)).as(as).isFalse();
      statuses.merge(code, 1, Integer::sum);
    }

    assertThat(client.post("/v1/scopes/shop/secrets/KEY/reveal", null).at("/value"))
        .isEqualTo(stored.text());
    assertThat(logged).noneMatch(sent::isIn).noneMatch(stored::isIn);
    // So that it is seen that all depths of the server were reached.
    assertThat(statuses)
        .as("%s", statuses)
        .containsKeys("200", "400", "401", "403", "404", "405", "415", "422");
  }

  /** What the server answers before it closes the connection; empty if it only closes it. */
  private String exchange(SSLSocketFactory sockets, byte[] request, String as) throws IOException {
    try (SSLSocket socket = (SSLSocket) sockets.createSocket("127.0.0.1", scene.server().port())) {
      socket.setSoTimeout(HANGS_MILLIS);
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("no answer and no end: " + as, e);
      } catch (SSLException | SocketException e) {
        // The server closed while we were still writing.
        return "";
      }
    }
  }
}
