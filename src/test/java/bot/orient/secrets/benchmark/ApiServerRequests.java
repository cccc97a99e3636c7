package bot.orient.secrets.benchmark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API server has answered so far, by verb, as its own metrics tell. */
record ApiServerRequests(Map<String, Long> byVerb) {

  /** Of what the operator has to do with; leases and the like go on without it. */
  private static final Set<String> RESOURCES =
      Set.of(
          "orientsecrets",
          "providerdefaults",
          "secrets",
          "configmaps",
          "events",
          "pods",
          "replicasets",
          "deployments",
          "statefulsets",
          "daemonsets");

  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE");

  private static final Pattern COUNTER =
      Pattern.compile("(?m)^apiserver_request_total\\{([^}]*)\\} ([0-9.e+]+)$");

  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  static ApiServerRequests soFar(KubernetesClient client) {
    Map<String, Long> byVerb = new TreeMap<>();
    Matcher counters = COUNTER.matcher(client.raw("/metrics"));
    while (counters.find()) {
      Map<String, String> labels = new TreeMap<>();
      Matcher label = LABEL.matcher(counters.group(1));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
      if (RESOURCES.contains(labels.get("resource"))) {
        byVerb.merge(labels.get("verb"), (long) Double.parseDouble(counters.group(2)), Long::sum);
      }
    }
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
