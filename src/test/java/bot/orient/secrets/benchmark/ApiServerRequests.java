package bot.orient.secrets.benchmark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the API server has answered so far, by verb, as its own metrics tell. */
record ApiServerRequests(Map<String, Long> byVerb) {

  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE");

  static ApiServerRequests soFar(KubernetesClient client) {
    Map<String, Long> byVerb = new TreeMap<>();
    ApiServerSample.ofResources(ApiServerSample.page(client), "apiserver_request_total")
        .forEach(sample -> byVerb.merge(sample.verb(), (long) sample.value(), Long::sum));
    return new ApiServerRequests(byVerb);
  }

  /** The same when nothing more comes. */
  static ApiServerRequests inTheEnd(KubernetesClient client) throws InterruptedException {
    ApiServerRequests before;
    ApiServerRequests now = soFar(client);
    do {
      TimeUnit.SECONDS.sleep(2);
      before = now;
      now = soFar(client);
    } while (!now.equals(before));
    return now;
  }

  /** What came since. */
  ApiServerRequests since(ApiServerRequests before) {
    Map<String, Long> difference = new TreeMap<>(byVerb);
    before.byVerb.forEach((verb, count) -> difference.merge(verb, -count, Long::sum));
    difference.values().removeIf(count -> count == 0);
    return new ApiServerRequests(difference);
  }

  long all() {
    return byVerb.values().stream().mapToLong(Long::longValue).sum();
  }

  long writes() {
    return WRITES.stream().mapToLong(verb -> byVerb.getOrDefault(verb, 0L)).sum();
  }
}
