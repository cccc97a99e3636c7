package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumers;
import bot.orient.secrets.sync.ManagedResources;
import bot.orient.secrets.testing.FuzzInput;
import bot.orient.secrets.testing.PlantedValue;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** Any request gets as far as the store, or is refused by what is wrong with it; none is quoted. */
class AdminApiFuzzTest {

  private static final PlantedValue PLANTED = PlantedValue.plant("a request");

  /** Nothing of the request is read, and what they ask cannot be made without a database. */
  private static final Set<Route> WITHOUT_STORE =
      Set.of(
          Route.STATUS,
          Route.STATUS_OF_NAMESPACE,
          Route.START_VERIFICATION,
          Route.START_KEY_ROTATION,
          Route.GET_KEY_ROTATION,
          Route.LIST_KEY_ROTATIONS,
          Route.GET_SCOPE_DESTRUCTION,
          Route.CANCEL_SCOPE_DESTRUCTION);

  private static final AdminApi API = api();

  /**
   * As on the wire: method and path, headers, an empty line, the body. The word PLANTED stands for
   * something secret, anywhere but in the path, and in choices of providers: they hold no values,
   * and are told as those of the resource are.
   */
  @FuzzTest
  void answer(byte[] input) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger().addAppender(log);
    Answer answer;
    try {
      answer = API.answer(request(FuzzInput.text(input)));
    } finally {
      logger().detachAppender(log);
    }

    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.status()).as(body).isNotEqualTo(500).isBetween(200, 503);
    if (answer.status() >= 400) {
      assertThat(body).contains("\"type\":", "\"detail\":");
    }
    assertThat(PLANTED.isIn(body + answer.headers())).isFalse();
    assertThat(log.list).noneMatch(event -> PLANTED.isIn(event.getFormattedMessage()));
  }

  private static RequestDraft request(String text) {
    String[] parts = text.split("\n\n", 2);
    List<String> head = parts[0].lines().toList();
    String[] line = (head.isEmpty() ? "" : head.get(0)).split(" ", 2);
    String[] target = (line.length < 2 ? "/" : line[1]).split("\\?", 2);
    RequestDraft request =
        RequestDraft.of(line[0], target[0])
            .header(RequestHeader.AUTHORIZATION, "Bearer " + PLANTED.text())
            .header(RequestHeader.CONTENT_TYPE, "application/json")
            .body(body(target[0], parts.length < 2 ? "" : parts[1]));
    if (target.length == 2) {
      for (String parameter : target[1].split("&")) {
        String[] pair = parameter.split("=", 2);
        request.query(pair[0], planted(pair.length < 2 ? "" : pair[1]));
      }
    }
    head.stream()
        .skip(1)
        .map(header -> header.split(": ", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> request.header(pair[0], planted(pair[1])));
    return request;
  }

  private static String body(String path, String text) {
    return path.contains("/provider-defaults/") ? text : planted(text);
  }

  private static String planted(String text) {
    return text.replace("PLANTED", PLANTED.text());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("bot.orient.secrets.admin");
  }

  /** Whoever calls may do all, and the store is away. */
  private static AdminApi api() {
    SecretStore away =
        (SecretStore)
            Proxy.newProxyInstance(
                AdminApiFuzzTest.class.getClassLoader(),
                new Class<?>[] {SecretStore.class},
                (proxy, method, arguments) -> {
                  throw new StoreUnavailableException("the store is away");
                });
    AdminStore store =
        new AdminStore(
            away,
            null,
            null,
            AnchorSource.none(),
            Catalog.load(),
            new Fallbacks(Map.of(), Map.of(), key -> false, Set.of()),
            KeyConsumers.none(),
            ManagedResources.none());
    AccessReviews everything = (caller, permission, namespace) -> true;
    RateLimit generous = new RateLimit(Integer.MAX_VALUE, Integer.MAX_VALUE);
    Map<Route, Endpoint> endpoints =
        Endpoints.of(
            store,
            new Verification(() -> null, () -> Instant.EPOCH),
            everything,
            () -> Instant.EPOCH);
    WITHOUT_STORE.forEach(
        route -> endpoints.put(route, (request, actor) -> Answers.ok(Map.of("of", route))));
    endpoints.put(
        Route.DESTROY_SCOPE,
        Endpoint.of(ScopeDestructionRequest::of, (request, actor) -> Answers.ok(Map.of())));
    return new AdminApi(
        endpoints,
        new Authenticator(
            token -> new TokenReviews.Authenticated(new Caller("alice", "", List.of(), Map.of())),
            new TokenCache(() -> Instant.EPOCH),
            new RateLimiter(generous, () -> Instant.EPOCH)),
        new RateLimiter(generous, () -> Instant.EPOCH),
        new Authorizer(everything));
  }
}
