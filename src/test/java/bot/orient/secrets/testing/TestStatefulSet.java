package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategyBuilder;

/** A StatefulSet that consumes Secrets, for a test. Keeps the revisions of many rollouts. */
public final class TestStatefulSet extends TestWorkload<TestStatefulSet> {

  /** So that counting ControllerRevisions counts rollouts. */
  private static final int HISTORY = 100;

  private int replicas = 1;
  private StatefulSetUpdateStrategy strategy;

  private TestStatefulSet(TestNamespace namespace, String name) {
    super(namespace, name);
  }

  public static TestStatefulSet named(TestNamespace namespace, String name) {
    return new TestStatefulSet(namespace, name);
  }

  public TestStatefulSet replicas(int count) {
    replicas = count;
    return this;
  }

  /** Pods with a lower ordinal keep the template they have. */
  public TestStatefulSet partition(int ordinal) {
    strategy =
        new StatefulSetUpdateStrategyBuilder()
            .withType("RollingUpdate")
            .withNewRollingUpdate()
            .withPartition(ordinal)
            .endRollingUpdate()
            .build();
    return this;
  }

  /** Pods keep the template they have until somebody deletes them. */
  public TestStatefulSet onDelete() {
    strategy = new StatefulSetUpdateStrategyBuilder().withType("OnDelete").build();
    return this;
  }

  @Override
  TestStatefulSet self() {
    return this;
  }

  @Override
  public StatefulSet build() {
    return new StatefulSetBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(name())
        .withRevisionHistoryLimit(HISTORY)
        .withUpdateStrategy(strategy)
        .withSelector(selector())
        .withTemplate(template())
        .endSpec()
        .build();
  }
}
