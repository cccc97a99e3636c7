package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadPodsTest {

  private static ReplicaSet replicaSet(String name, String revision) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(name)
        .addToAnnotations("deployment.kubernetes.io/revision", revision)
        .addNewOwnerReference()
        .withUid("uid-chat")
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  private static String newest(ReplicaSet... all) {
    return WorkloadPods.newestReplicaSet(
            List.of(all), set -> set.getMetadata().getName().equals("now"))
        .orElseThrow()
        .getMetadata()
        .getName();
  }

  @Test
  void newestReplicaSetHasTheHighestRevision() {
    assertThat(newest(replicaSet("now", "10"), replicaSet("before", "9"))).isEqualTo("now");
    assertThat(newest(replicaSet("now", "9"), replicaSet("before", "10"))).isEqualTo("before");
  }

  @Test
  void revisionThatSomebodyEditedOfAnEarlierReplicaSetCountsAsNone() {
    assertThat(newest(replicaSet("before", "nine"), replicaSet("now", "2"))).isEqualTo("now");
    assertThat(newest(replicaSet("before", ""), replicaSet("now", "2"))).isEqualTo("now");
  }

  /** To take the pods of an earlier one for those of now would lose a restart. */
  @Test
  void revisionThatSomebodyEditedOfTheReplicaSetOfNowCountsAsTheNewest() {
    assertThat(newest(replicaSet("now", "ten"), replicaSet("before", "9"))).isEqualTo("now");
  }
}
