package bot.orient.secrets.benchmark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the API server's own metrics.
 *
 * @see <a href="https://kubernetes.io/docs/reference/instrumentation/metrics/">metrics</a>
 */
record ApiServerSample(Map<String, String> labels, double value) {

  /** What the operator has to do with; leases and the like go on without it. */
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

  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** All of one metric that are of resources that the operator has to do with. */
  static List<ApiServerSample> ofResources(String metricsPage, String metric) {
    return Pattern.compile("(?m)^" + metric + "\\{([^}]*)\\} ([0-9.e+-]+)$")
        .matcher(metricsPage)
        .results()
        .map(line -> new ApiServerSample(labels(line.group(1)), Double.parseDouble(line.group(2))))
        .filter(sample -> RESOURCES.contains(sample.labels.get("resource")))
        .toList();
  }

  static String page(KubernetesClient client) {
    return client.raw("/metrics");
  }

  String verb() {
    return labels.get("verb");
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return labels;
  }
}
