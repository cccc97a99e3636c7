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

/**
 * Which AI provider serves which use case, projected into one Secret of the resource's namespace.
 */
@Group(OrientSecret.GROUP)
@Version("v1")
@Kind("ProviderDefaults")
@Singular("providerdefaults")
@Plural("providerdefaults")
@ShortNames("pdef")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "API-Keys",
    jsonPath = ".status.conditions[?(@.type==\"ApiKeysPresent\")].status",
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
public final class ProviderDefaults
    extends CustomResource<ProviderDefaultsSpec, ProviderDefaultsStatus> implements Namespaced {

  @Required
  @JsonPropertyDescription("Which provider and model serve which use case.")
  @Override
  public ProviderDefaultsSpec getSpec() {
    return super.getSpec();
  }

  @JsonPropertyDescription(
      "What the operator saw and did. Written by the operator only; holds no value.")
  @Override
  public ProviderDefaultsStatus getStatus() {
    return super.getStatus();
  }
}
