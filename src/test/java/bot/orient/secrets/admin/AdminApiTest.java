package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreUnavailableException;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The order of things, and what each failure becomes. */
class AdminApiTest {

  private static final String SECRET = "/v1/scopes/shop/secrets/A";

  private final List<Actor> handled = new ArrayList<>();
  private final List<String> reviewed = new ArrayList<>();
  private final Map<Route, Endpoint> endpoints = new EnumMap<>(Route.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Instant now = Instant.EPOCH;
  private boolean allowed = true;
  private AdminApi api;

  @BeforeEach
  void prepare() {
    for (Route route : Route.values()) {
      endpoints.put(
          route,
          (request, actor) -> {
            handled.add(actor);
            return Answers.ok(new HashMap<>());
          });
    }
    api =
        new AdminApi(
            endpoints,
            new Authenticator(
                this::review,
                new TokenCache(() -> now),
                new RateLimiter(new RateLimit(20, 1), () -> now)),
            new RateLimiter(new RateLimit(3, 1), () -> now),
            new Authorizer(
                (caller, permission, namespace) -> {
                  reviewed.add(
                      caller.user()
                          + " "
                          + permission.verb()
                          + " "
                          + permission.subresource()
                          + " "
                          + namespace.orElse("*"));
                  return allowed;
                }));
    log.start();
    logger().addAppender(log);
    logger().setLevel(Level.DEBUG);
  }

  @AfterEach
  void unplug() {
    logger().detachAppender(log);
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("bot.orient.secrets.admin");
  }

  private TokenReviews.Verdict review(String token) {
    if (token.equals("broken")) {
      throw new IllegalStateException("token " + token);
    }
    return token.startsWith("bad")
        ? new TokenReviews.Rejected()
        : new TokenReviews.Authenticated(new Caller(token, "", List.of(), Map.of()));
  }

  private static RequestDraft from(String token, RequestDraft draft) {
    return draft.header("Authorization", "Bearer " + token);
  }

  @Test
  void whoMayIsServedUnderTheirOwnName() {
    assertThat(api.answer(from("alice", RequestDraft.put("{}"))).status()).isEqualTo(200);

    assertThat(reviewed).containsExactly("alice update value shop");
    assertThat(handled).extracting(Actor::name).containsExactly("alice");
    assertThat(handled.get(0).kind()).isEqualTo(Actor.Kind.USER);
  }

  @Test
  void aServiceAccountIsToldFromAPerson() {
    assertThat(new Caller("system:serviceaccount:a:b", "", List.of(), Map.of()).actor().kind())
        .isEqualTo(Actor.Kind.SERVICE_ACCOUNT);
  }

  @Test
  void noBodyIsReadOfThoseWhoMayNot() {
    allowed = false;
    RequestDraft forbidden = from("alice", RequestDraft.put("no JSON").query("no", "such"));
    RequestDraft unknown = from("bad", RequestDraft.put("{}"));

    assertThat(api.answer(forbidden).status()).isEqualTo(403);
    assertThat(api.answer(unknown).status()).isEqualTo(401);
    assertThat(forbidden.bodyReads() + unknown.bodyReads()).isZero();
    assertThat(handled).isEmpty();
  }

  @Test
  void theDocumentIsForEverybody() {
    assertThat(api.answer(RequestDraft.of("GET", "/v1/openapi.json")).status()).isEqualTo(200);
    assertThat(reviewed).isEmpty();
  }

  @Test
  void aScopeThatCannotBeANamespaceIsAskedForInTheCluster() {
    for (String scope : List.of("a.b", "-a", "A", "a".repeat(64), "ns%2F")) {
      api.answer(
          from(
              scope.replaceAll("[^a-zA-Z.-]", "x"),
              RequestDraft.of("GET", "/v1/scopes/" + scope + "/audit")));
    }
    api.answer(from("alice", RequestDraft.of("GET", "/v1/audit")));

    assertThat(reviewed).hasSize(6).allMatch(line -> line.endsWith(" *"));
  }

  @Test
  void aBusyUserWaitsAndOthersDoNot() {
    for (int i = 0; i < 3; i++) {
      assertThat(api.answer(from("alice", RequestDraft.put("{}"))).status()).isEqualTo(200);
    }
    Answer refused = api.answer(from("alice", RequestDraft.put("{}")));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "1");
    assertThat(api.answer(from("bob", RequestDraft.put("{}"))).status()).isEqualTo(200);

    now = now.plusSeconds(1);
    assertThat(api.answer(from("alice", RequestDraft.put("{}"))).status()).isEqualTo(200);
  }

  @Test
  void whoTriesTokensIsSlowedDown() {
    for (int i = 0; i < 20; i++) {
      assertThat(api.answer(from("bad" + i, RequestDraft.put("{}"))).status()).isEqualTo(401);
    }
    assertThat(api.answer(from("bad-again", RequestDraft.put("{}"))).status()).isEqualTo(429);
  }

  @Test
  void aTokenThatIsNoneIsNotAskedAbout() {
    for (String header : List.of("", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer ü")) {
      Answer answer = api.answer(RequestDraft.of("GET", SECRET).header("Authorization", header));
      assertThat(answer.status()).as(header).isEqualTo(401);
      assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer");
    }
    assertThat(api.answer(from("alice", from("bob", RequestDraft.of("GET", SECRET)))).status())
        .isEqualTo(400);
  }

  @Test
  void failuresOfTheStoreAreProblems() {
    assertThat(failing(new StoreUnavailableException("away"))).isEqualTo("503 store-unavailable");
    assertThat(failing(new StoreException("no"))).isEqualTo("500 store-refuses");
    assertThat(failing(new InvalidSecretException("key must be short")))
        .isEqualTo("422 invalid-field");
    assertThat(failing(new IllegalStateException("planted"))).isEqualTo("500 internal-error");
    assertThat(log.list.toString()).doesNotContain("planted");
  }

  private String failing(RuntimeException failure) {
    endpoints.put(
        Route.GET_SECRET,
        (request, actor) -> {
          throw failure;
        });
    now = now.plusSeconds(10);
    Answer answer = api.answer(from("alice", RequestDraft.of("GET", SECRET)));
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(body).doesNotContain("planted");
    return answer.status() + " " + body.replaceFirst(".*2026:([a-z-]+)\".*", "$1");
  }

  @Test
  void aFieldThatTheStoreRefusesIsNamedAsTheCallerKnowsIt() {
    assertThat(StoreProblems.of(new InvalidSecretException("key must be")).field()).contains("key");
    assertThat(StoreProblems.of(new InvalidSecretException("requestToken must be")).field())
        .contains("Idempotency-Key");
    assertThat(StoreProblems.of(new InvalidSecretException("actor.name is")).field()).isEmpty();
  }

  @Test
  void theLogTellsWhoDidWhatAndNothingThatWasSent() {
    api.answer(
        from(
            "alice\nroot",
            RequestDraft.of("GET", "/v1/scopes/planted/audit").query("key", "planted")));
    api.answer(
        from("alice", RequestDraft.of("GET", "/v1/scopes/planted/audit").query("x", "planted")));
    api.answer(from("alice", RequestDraft.of("PLANTED\n", "/planted")));

    assertThat(log.list).hasSize(3);
    assertThat(log.list.get(1).getFormattedMessage())
        .matches("alice GET /v1/scopes/\\{scope}/audit 400 [0-9]+ ms");
    assertThat(log.list.get(2).getLevel()).isEqualTo(Level.DEBUG);
    assertThat(log.list.get(2).getFormattedMessage()).matches("- PLANTED\\? - 404 [0-9]+ ms");
    assertThat(log.list.toString()).doesNotContain("planted");
  }
}
