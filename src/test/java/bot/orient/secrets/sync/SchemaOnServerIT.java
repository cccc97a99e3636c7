package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bot.orient.secrets.api.CommittedCrd;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.TestNamespace;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server judges the documents of {@link SchemaMirrorTest} the same. */
@ExtendWith(ControlPlaneExtension.class)
class SchemaOnServerIT {

  private static final int UNPROCESSABLE = 422;

  private static Stream<Violation> violations() {
    return Stream.of(CommittedCrd.values()).flatMap(crd -> Violation.of(crd).stream());
  }

  @ParameterizedTest
  @EnumSource
  void theFullestSpecIsAccepted(
      CommittedCrd crd, KubernetesClient client, TestNamespace namespace) {
    GenericKubernetesResource created =
        client.resource(resource(crd, namespace, Sample.spec(crd))).create();
    assertThat(created.getAdditionalProperties().get("spec"))
        .as("nothing is pruned and nothing is defaulted")
        .isEqualTo(
            resource(crd, namespace, Sample.spec(crd)).getAdditionalProperties().get("spec"));
  }

  @ParameterizedTest
  @MethodSource("violations")
  void everyViolationIsRefusedByItsField(
      Violation violation, KubernetesClient client, TestNamespace namespace) {
    GenericKubernetesResource bad = resource(violation.crd(), namespace, violation.invalid());
    KubernetesClientException refusal =
        catchThrowableOfType(KubernetesClientException.class, () -> client.resource(bad).create());
    assertThat(refusal).isNotNull();
    assertThat(refusal.getCode()).isIn(UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST);
    assertThat(refusal.getStatus().getDetails().getCauses())
        .extracting(cause -> plain(cause.getField()))
        .contains(plain(violation.field()));
  }

  /** Older servers name no index of a list and write {@code map.key} for {@code map[key]}. */
  private static String plain(String field) {
    return field.replace("[0]", "").replace("[", ".").replace("]", "");
  }

  private static GenericKubernetesResource resource(
      CommittedCrd crd, TestNamespace namespace, ObjectNode spec) {
    var definition = crd.document().get("spec");
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(definition.get("group").asText() + "/v1")
        .withKind(definition.at("/names/kind").asText())
        .withNewMetadata()
        .withName("app")
        .withNamespace(namespace.name())
        .endMetadata()
        .addToAdditionalProperties("spec", new ObjectMapper().convertValue(spec, Object.class))
        .build();
  }
}
