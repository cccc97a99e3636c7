package bot.orient.secrets.testing;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.argo.RolloutSpec;

/** An Argo Rollout that consumes Secrets, for a test; see {@link FakeArgo}. */
public final class TestRollout extends TestWorkload<TestRollout> {

  private int replicas = 1;

  private TestRollout(TestNamespace namespace, String name) {
    super(namespace, name);
  }

  public static TestRollout named(TestNamespace namespace, String name) {
    return new TestRollout(namespace, name);
  }

  public TestRollout replicas(int count) {
    replicas = count;
    return this;
  }

  @Override
  TestRollout self() {
    return this;
  }

  @Override
  public Rollout build() {
    Rollout rollout = new Rollout();
    rollout.setMetadata(metadata());
    rollout.setSpec(new RolloutSpec(replicas, null, selector(), template(), null));
    return rollout;
  }
}
