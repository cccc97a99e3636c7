package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.ClusterObjects;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for values where none may be: in what is sent and in what is left in the cluster. */
final class LeakHunt implements RequestAudit {

  private final Values values;
  private final Invariants invariants;
  private final Chronicle chronicle;

  LeakHunt(Values values, Invariants invariants, Chronicle chronicle) {
    this.values = values;
    this.invariants = invariants;
    this.chronicle = chronicle;
  }

  /** Values go into Secrets and nowhere else, and into no address or header, which are logged. */
  @Override
  public void sent(HttpHead head, byte[] body) {
    if (values.areIn(head.start()) || values.areIn(String.join("\n", head.fields()))) {
      chronicle.violation("a value is in the address or the headers of a " + head.method());
    }
    if (!head.target().contains("/secrets/")
        && !head.target().endsWith("/secrets")
        && !head.target().contains("/secrets?")
        && values.areIn(new String(body, StandardCharsets.ISO_8859_1))) {
      chronicle.violation("a value was sent with " + head.start());
    }
  }

  /** Every object of every kind. */
  void search(KubernetesClient client, List<TestNamespace> namespaces, Model model) {
    Set<String> holders =
        model.secrets().stream().map(SecretPlan::name).collect(Collectors.toSet());
    for (TestNamespace namespace : namespaces) {
      invariants
          .valuesInCluster(
              namespace.toString(),
              ClusterObjects.of(client, namespace).textsWithoutDataOf(holders))
          .forEach(chronicle::violation);
    }
  }
}
