package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers calls, always in this order: route, who calls, how often, whether they may; only then is
 * the rest of the request looked at, and after that the store.
 */
final class AdminApi {

  private static final Logger log = LoggerFactory.getLogger(AdminApi.class);

  /** They share the pool of connections with the reconcilers, which must not starve. */
  private static final int CALLS_AT_ONCE = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For routes that need no permission, and do nothing that is audited. */
  private static final Actor ANYBODY = new Actor("anybody", Actor.Kind.USER, "admin API");

  private final Map<Route, Endpoint> endpoints;
  private final Authenticator authenticator;
  private final RateLimiter rates;
  private final Authorizer authorizer;
  private final Semaphore turns = new Semaphore(CALLS_AT_ONCE, true);

  AdminApi(
      Map<Route, Endpoint> endpoints,
      Authenticator authenticator,
      RateLimiter rates,
      Authorizer authorizer) {
    this.endpoints = endpoints;
    this.authenticator = authenticator;
    this.rates = rates;
    this.authorizer = authorizer;
  }

  Answer answer(IncomingCall call) {
    CallLog entry = new CallLog(call.method());
    Answer answer = answer(call, entry);
    entry.write(answer.status());
    return answer;
  }

  private Answer answer(IncomingCall call, CallLog entry) {
    try {
      return routed(call, entry);
    } catch (ProblemException e) {
      return Answers.of(e.problem());
    } catch (StoreException e) {
      Problem problem = StoreProblems.of(e);
      if (problem.type() == ProblemType.STORE_REFUSES) {
        log.warn("a call of the admin API: {}", e.getMessage());
      }
      return Answers.of(problem);
    } catch (ClusterUnavailableException e) {
      log.warn("{}: {}", e.getMessage(), e.reason());
      return Answers.of(Problem.retryLater(ProblemType.CLUSTER_UNAVAILABLE, e.getMessage(), 5));
    } catch (RuntimeException e) {
      // The message may quote what was sent.
      log.error("a call of the admin API failed with {}", e.getClass().getName());
      log.debug("at", new IllegalStateException(stack(e)));
      return Answers.of(
          Problem.of(
              ProblemType.INTERNAL_ERROR,
              "an error of the operator, not of the call; see its log"));
    }
  }

  private static String stack(RuntimeException failure) {
    StringBuilder stack = new StringBuilder();
    for (StackTraceElement element : failure.getStackTrace()) {
      stack.append(element).append('\n');
    }
    return stack.toString();
  }

  private Answer routed(IncomingCall call, CallLog entry) {
    Routes.Match match = Routes.find(call.method(), call.path());
    if (match instanceof Routes.NoSuchMethod method) {
      throw Problem.methodNotAllowed(method.allowed()).asException();
    }
    if (!(match instanceof Routes.Found found)) {
      throw Problem.of(ProblemType.NO_SUCH_PATH, "/v1/openapi.json names all paths").asException();
    }
    entry.of(found.route());
    Optional<Caller> caller =
        found
            .route()
            .permission()
            .map(
                permission -> {
                  Caller known = authenticated(call, entry);
                  authorizer.authorize(
                      known, permission, Optional.ofNullable(found.parameters().get("scope")));
                  return known;
                });
    return handled(call, found, caller);
  }

  private Caller authenticated(IncomingCall call, CallLog entry) {
    Caller caller =
        authenticator.authenticate(
            RequestRules.only(call.headers(), RequestHeader.AUTHORIZATION), call.address());
    entry.by(caller.user());
    if (!rates.take(caller.user())) {
      throw Problem.tooManyRequests("too many requests of this user").asException();
    }
    return caller;
  }

  private Answer handled(IncomingCall call, Routes.Found found, Optional<Caller> caller) {
    Route route = found.route();
    RequestRules.check(found, call.query(), call.headers());
    try (SecretBytes body =
        route.takes().body()
            ? call.body(route.takes().largestBody())
            : SecretBytes.owning(new byte[0])) {
      ApiRequest request =
          new ApiRequest(route, found.parameters(), call.query(), call.headers(), body, caller);
      Actor actor = caller.map(Caller::actor).orElse(ANYBODY);
      return inTurn(() -> endpoints.get(route).handle(request, actor));
    }
  }

  private Answer inTurn(Supplier<Answer> work) {
    try {
      if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Problem.retryLater(ProblemType.BUSY, "too many calls at once", 1).asException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.retryLater(ProblemType.BUSY, "the operator is stopping", 5).asException();
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
