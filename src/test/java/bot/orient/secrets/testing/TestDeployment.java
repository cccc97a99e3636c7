package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;

/** A Deployment that consumes Secrets, for a test. Keeps the ReplicaSets of many rollouts. */
public final class TestDeployment extends TestWorkload<TestDeployment> {

  /** So that counting ReplicaSets counts rollouts. */
  private static final int HISTORY = 100;

  private int replicas = 1;
  private Integer progressDeadlineSeconds;
  private Boolean paused;

  private TestDeployment(TestNamespace namespace, String name) {
    super(namespace, name);
  }

  public static TestDeployment named(TestNamespace namespace, String name) {
    return new TestDeployment(namespace, name);
  }

  public TestDeployment replicas(int count) {
    replicas = count;
    return this;
  }

  public TestDeployment progressDeadlineSeconds(int seconds) {
    progressDeadlineSeconds = seconds;
    return this;
  }

  public TestDeployment paused() {
    paused = true;
    return this;
  }

  @Override
  TestDeployment self() {
    return this;
  }

  @Override
  public Deployment build() {
    return new DeploymentBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withReplicas(replicas)
        .withProgressDeadlineSeconds(progressDeadlineSeconds)
        .withPaused(paused)
        .withRevisionHistoryLimit(HISTORY)
        .withSelector(selector())
        .withTemplate(template())
        .endSpec()
        .build();
  }
}
