package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagedFieldsReducerTest {

  private static FieldsV1 read(String fields) {
    Secret secret =
        LeanObjects.serialization()
            .unmarshal(
                """
                {"apiVersion": "v1", "kind": "Secret",
                 "metadata": {"name": "app", "managedFields": [
                   {"manager": "kubectl", "operation": "Apply", "time": "2026-01-01T00:00:00Z",
                    "fieldsType": "FieldsV1", "fieldsV1": %s}]},
                 "data": {"TOKEN": "b25l"}}\
                """
                    .formatted(fields),
                Secret.class);
    assertThat(secret.getData()).isEqualTo(Map.of("TOKEN", "b25l"));
    assertThat(secret.getMetadata().getManagedFields())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getManager()).isEqualTo("kubectl");
              assertThat(entry.getTime()).isEqualTo("2026-01-01T00:00:00Z");
            });
    return secret.getMetadata().getManagedFields().get(0).getFieldsV1();
  }

  @Test
  void namesOfLabelsAnnotationsOwnersAndDataAreKept() {
    FieldsV1 fields =
        read(
            """
            {"f:metadata": {"f:annotations": {".": {}, "f:note": {}}, "f:labels": {"f:app": {}},
                            "f:ownerReferences": {"k:{\\"uid\\":\\"u\\"}": {".": {}, "f:name": {}}}},
             "f:data": {".": {}, "f:TOKEN": {}}, "f:type": {}}\
            """);

    assertThat(fields.getAdditionalProperties())
        .isEqualTo(
            Map.of(
                "f:metadata",
                Map.of(
                    "f:annotations", Map.of(".", Map.of(), "f:note", Map.of()),
                    "f:labels", Map.of("f:app", Map.of()),
                    "f:ownerReferences", Map.of("k:{\"uid\":\"u\"}", Map.of())),
                "f:data",
                Map.of(".", Map.of(), "f:TOKEN", Map.of()),
                "f:type",
                Map.of()));
  }

  @Test
  void ofSpecAndStatusOnlyThatThereIsOneIsKept() {
    FieldsV1 fields =
        read("{\"f:spec\": {\"f:keys\": {\"k:{}\": {}}}, \"f:status\": {\"f:x\": {\"f:y\": {}}}}");

    assertThat(fields.getAdditionalProperties())
        .isEqualTo(Map.of("f:spec", Map.of(), "f:status", Map.of()));
  }

  @Test
  void whatIsNoObjectIsTakenForNothing() {
    assertThat(read("[1, {}]").getAdditionalProperties()).isEmpty();
    assertThat(read("{\"f:metadata\": 7, \"f:data\": [{}]}").getAdditionalProperties())
        .isEqualTo(Map.of("f:metadata", Map.of(), "f:data", Map.of()));
  }
}
