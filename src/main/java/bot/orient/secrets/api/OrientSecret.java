package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Keys of the encrypted store, projected into one Secret of the resource's namespace. */
@Group(OrientSecret.GROUP)
@Version("v1")
@Kind("OrientSecret")
@Singular("orientsecret")
@Plural("orientsecrets")
@ShortNames("osec")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Keys",
    jsonPath = ".status.syncedKeys",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Restarts",
    jsonPath = ".status.restarts",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Target",
    jsonPath = ".status.target",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public final class OrientSecret extends CustomResource<OrientSecretSpec, OrientSecretStatus>
    implements Namespaced {

  public static final String GROUP = "secrets.orient.bot";

  @Required
  @JsonPropertyDescription(
      "What to project: which keys of the store, and the Secret they go to. Values are never written here.")
  @Override
  public OrientSecretSpec getSpec() {
    return super.getSpec();
  }

  @JsonPropertyDescription(
      "What the operator saw and did. Written by the operator only; holds no value.")
  @Override
  public OrientSecretStatus getStatus() {
    return super.getStatus();
  }
}
