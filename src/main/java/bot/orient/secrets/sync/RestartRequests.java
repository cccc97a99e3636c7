package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RestartRules.Request;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What people ask of the restarts of a resource, in its annotations. */
public final class RestartRequests {

  /** So that no annotation can make the Secret's annotations too large for Kubernetes. */
  private static final int LONGEST_TOKEN = 253;

  private final HasMetadata resource;
  private final Optional<RestartRules> before;
  private final Instant now;

  /**
   * @param live the Secret as it is: a request that it has already was made when it says
   */
  public RestartRequests(HasMetadata resource, Optional<Secret> live, Instant now) {
    this.resource = resource;
    this.before =
        live.map(secret -> secret.getMetadata().getAnnotations())
            .map(annotations -> annotations.get(Markers.RESTART_RULES))
            .flatMap(RestartRules::parse);
    this.now = now;
  }

  public RestartRules addTo(RestartRules rules) {
    return rules.withRequests(
        request(Markers.RESTART_NOW, RestartRules::restartNow),
        request(Markers.SKIP_RESTART, RestartRules::skip));
  }

  private Optional<Request> request(
      String annotation, Function<RestartRules, Optional<Request>> which) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(resource.getMetadata().getAnnotations(), Map.of());
    return Optional.ofNullable(annotations.get(annotation))
        .filter(text -> !text.isBlank())
        .map(RestartRequests::shorten)
        .map(
            token ->
                before
                    .flatMap(which)
                    .filter(known -> known.token().equals(token))
                    .orElseGet(() -> new Request(token, madeAt(annotation))));
  }

  /** By the API server's clock, if it tells. */
  private Instant madeAt(String annotation) {
    return OwnedFields.annotationSetAt(resource, annotation)
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String shorten(String text) {
    return text.codePointCount(0, text.length()) > LONGEST_TOKEN
        ? text.substring(0, text.offsetByCodePoints(0, LONGEST_TOKEN))
        : text;
  }
}
