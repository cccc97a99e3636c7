package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategyBuilder;

/**
 * A DaemonSet that consumes Secrets, for a test. Its pods go to the {@link TestNode}s of its
 * namespace. Keeps the revisions of many rollouts.
 */
public final class TestDaemonSet extends TestWorkload<TestDaemonSet> {

  /** So that counting ControllerRevisions counts rollouts. */
  private static final int HISTORY = 100;

  private DaemonSetUpdateStrategy strategy;

  private TestDaemonSet(TestNamespace namespace, String name) {
    super(namespace, name);
  }

  public static TestDaemonSet named(TestNamespace namespace, String name) {
    return new TestDaemonSet(namespace, name);
  }

  /** Pods keep the template they have until somebody deletes them. */
  public TestDaemonSet onDelete() {
    strategy = new DaemonSetUpdateStrategyBuilder().withType("OnDelete").build();
    return this;
  }

  @Override
  TestDaemonSet self() {
    return this;
  }

  @Override
  public DaemonSet build() {
    return new DaemonSetBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withRevisionHistoryLimit(HISTORY)
        .withUpdateStrategy(strategy)
        .withSelector(selector())
        .withNewTemplateLike(template())
        .editSpec()
        .addToNodeSelector(TestNode.NAMESPACE, namespace())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
