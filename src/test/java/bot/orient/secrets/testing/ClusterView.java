package bot.orient.secrets.testing;

import bot.orient.secrets.api.OrientSecret;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** What a kubectl user does and sees in one namespace. */
public record ClusterView(
    ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Far below the operator's resync, so that no test passes by it. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Applies YAML in the namespace, as {@code kubectl apply} does. */
  public void apply(String yaml) {
    kubectlWithInput(yaml, "apply", "-f", "-");
  }

  /** Runs kubectl in the namespace; answers what it prints. */
  public String kubectl(String... arguments) {
    return kubectlWithInput("", arguments);
  }

  private String kubectlWithInput(String input, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "-n";
    all[1] = namespace.name();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return controlPlane.kubectl().runWithInput(input, all).orThrow();
  }

  /** Waits until {@code Ready} has the reason, for the newest spec; answers the whole object. */
  public JsonNode awaitReason(String kind, String name, String reason) {
    return await(
        kind + "/" + name + " to be " + reason,
        kind,
        name,
        object ->
            reason.equals(condition(object, "Ready").path("reason").asText())
                && condition(object, "Ready").path("observedGeneration").asLong()
                    == object.at("/metadata/generation").asLong());
  }

  /** Waits until an object is as expected; answers it. */
  public JsonNode await(String what, String kind, String name, Predicate<JsonNode> expected) {
    return Awaitility.await(what).atMost(PATIENCE).until(() -> object(kind, name), expected);
  }

  /** The object as the API server has it; a missing node if it is not there. */
  public JsonNode object(String kind, String name) {
    return Optional.ofNullable(
            client
                .genericKubernetesResources(OrientSecret.GROUP + "/v1", kind)
                .inNamespace(namespace.name())
                .withName(name)
                .get())
        .<JsonNode>map(object -> JSON.valueToTree(object))
        .orElseGet(MissingNode::getInstance);
  }

  /** One condition of an object; a missing node if it has none of the type. */
  public static JsonNode condition(JsonNode object, String type) {
    return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
        .filter(condition -> type.equals(condition.path("type").asText()))
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }

  /** The row of a key in an OrientSecret's status. */
  public static JsonNode row(JsonNode object, String key) {
    return StreamSupport.stream(object.at("/status/keys").spliterator(), false)
        .filter(row -> key.equals(row.path("key").asText()))
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }

  public Optional<Secret> secret(String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace.name()).withName(name).get());
  }

  /** The data of a Secret as text; empty if it is not there. */
  public Map<String, String> data(String secret) {
    Map<String, String> data = new TreeMap<>();
    secret(secret)
        .map(Secret::getData)
        .ifPresent(
            encoded ->
                encoded.forEach(
                    (key, value) ->
                        data.put(
                            key,
                            new String(
                                Base64.getDecoder().decode(value), StandardCharsets.UTF_8))));
    return data;
  }

  public void awaitData(String secret, String key, String value) {
    Awaitility.await("Secret " + secret + " to have the new " + key)
        .atMost(PATIENCE)
        .until(() -> Objects.equals(value, data(secret).get(key)));
  }

  /** The reasons of all Events in the namespace. */
  public Set<String> eventReasons() {
    return client.v1().events().inNamespace(namespace.name()).list().getItems().stream()
        .map(Event::getReason)
        .collect(Collectors.toSet());
  }
}
