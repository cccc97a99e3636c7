package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnedFieldsTest {

  @Test
  void tellsWhatOurApplySet() {
    OwnedFields owned =
        owned(
            """
            - manager: orient-secrets-operator
              operation: Apply
              time: "2026-11-01T10:00:00Z"
              fieldsV1:
                f:data: {.: {}, f:A: {}, f:b.c: {}}
                f:metadata:
                  f:labels: {f:l: {}}
                  f:annotations: {f:secrets.orient.bot/keys: {}}
                  f:ownerReferences: {'k:{"uid":"1"}': {}}
            """);

    assertThat(owned.data()).containsExactlyInAnyOrder("A", "b.c");
    assertThat(owned.labels()).containsExactly("l");
    assertThat(owned.annotations()).containsExactly("secrets.orient.bot/keys");
    assertThat(owned.ownerReferences()).isTrue();
    assertThat(owned.appliedAt()).contains(Instant.parse("2026-11-01T10:00:00Z"));
  }

  @Test
  void whatOthersSetIsNotOurs() {
    OwnedFields owned =
        owned(
            """
            - manager: kubectl-edit
              operation: Update
              time: "2026-11-01T10:00:00Z"
              fieldsV1: {f:data: {f:A: {}}}
            """);

    assertThat(owned.data()).isEmpty();
    assertThat(owned.appliedAt()).isEmpty();
    assertThat(owned.ownerReferences()).isFalse();
  }

  @Test
  void ourPatchesThatAreNoAppliesDoNotCount() {
    OwnedFields owned =
        owned(
            """
            - manager: orient-secrets-operator
              operation: Update
              time: "2026-11-01T10:00:00Z"
              fieldsV1: {f:data: {f:A: {}}}
            """);

    assertThat(owned.data()).isEmpty();
  }

  @Test
  void objectWithoutManagedFieldsHasNothingOfOurs() {
    OwnedFields owned = OwnedFields.in(secret("metadata: {name: a}"));

    assertThat(owned.data()).isEmpty();
    assertThat(owned.labels()).isEmpty();
    assertThat(owned.annotations()).isEmpty();
    assertThat(owned.appliedAt()).isEmpty();
  }

  private static OwnedFields owned(String entries) {
    return OwnedFields.in(secret("metadata:\n  name: a\n  managedFields:\n" + entries.indent(2)));
  }

  private static Secret secret(String yaml) {
    return Serialization.unmarshal("apiVersion: v1\nkind: Secret\n" + yaml, Secret.class);
  }
}
