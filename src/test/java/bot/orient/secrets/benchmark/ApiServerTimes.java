package bot.orient.secrets.benchmark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How long the API server took for what it was asked, as its own metrics tell. */
record ApiServerTimes(Map<String, Cost> byRequest) {

  /**
   * Of requests of one verb to one resource.
   *
   * @param seconds of all calls together, from the request to the end of the answer
   */
  record Cost(String request, long calls, double seconds) {

    private Cost plus(long moreCalls, double moreSeconds) {
      return new Cost(request, calls + moreCalls, seconds + moreSeconds);
    }
  }

  /** They last as long as who asks likes. */
  private static final Set<String> WITHOUT_END = Set.of("WATCH", "CONNECT");

  static ApiServerTimes soFar(KubernetesClient client) {
    String page = ApiServerSample.page(client);
    Map<String, Cost> byRequest = new TreeMap<>();
    ApiServerSample.ofResources(page, "apiserver_request_duration_seconds_sum")
        .forEach(sample -> add(byRequest, sample, 0, sample.value()));
    ApiServerSample.ofResources(page, "apiserver_request_duration_seconds_count")
        .forEach(sample -> add(byRequest, sample, (long) sample.value(), 0));
    return new ApiServerTimes(byRequest);
  }

  private static void add(
      Map<String, Cost> byRequest, ApiServerSample sample, long calls, double seconds) {
    if (!WITHOUT_END.contains(sample.verb())) {
      String subresource = sample.labels().getOrDefault("subresource", "");
      String request =
          sample.verb()
              + " "
              + sample.labels().get("resource")
              + (subresource.isEmpty() ? "" : "/" + subresource);
      byRequest.put(
          request, byRequest.getOrDefault(request, new Cost(request, 0, 0)).plus(calls, seconds));
    }
  }

  /** What came since, the dearest first. */
  List<Cost> since(ApiServerTimes before) {
    return byRequest.values().stream()
        .map(
            cost -> {
              Cost then = before.byRequest.getOrDefault(cost.request, new Cost("", 0, 0));
              return cost.plus(-then.calls, -then.seconds);
            })
        .filter(cost -> cost.calls > 0)
        .sorted(Comparator.comparing(Cost::seconds).reversed())
        .toList();
  }
}
