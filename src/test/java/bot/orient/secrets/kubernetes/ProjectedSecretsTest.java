package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectedSecretsTest {

  private static final ResourceID ID = new ResourceID("app", "shop");

  private final List<ResourceID> changed = new ArrayList<>();
  private final ProjectedSecrets secrets = new ProjectedSecrets(changed::add, changed::add);
  private final ResourceEventHandler<Secret> one = secrets.source();
  private final ResourceEventHandler<Secret> other = secrets.source();

  private static Secret projectedFor(String owner) {
    return projectedFor(owner, "9");
  }

  private static Secret projectedFor(String owner, String version) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("app")
        .withResourceVersion(version)
        .addToAnnotations(Markers.OWNER, owner)
        .endMetadata()
        .build();
  }

  @Test
  void aSecretThatChangesHandsIsKnownInWhateverOrderItIsTold() {
    Secret before = projectedFor("OrientSecret/app");
    Secret after = projectedFor("ProviderDefaults/app");
    one.onAdd(before);
    assertThat(secrets.owner("shop", "app")).contains("OrientSecret/app");

    other.onAdd(after);
    one.onDelete(before, false);
    assertThat(secrets.owner("shop", "app")).contains("ProviderDefaults/app");

    other.onDelete(after, false);
    one.onAdd(before);
    assertThat(secrets.owner("shop", "app")).contains("OrientSecret/app");
  }

  @Test
  void theNewestCountsWhileAnInformerLagsBehind() {
    one.onAdd(projectedFor("OrientSecret/app", "9"));
    other.onAdd(projectedFor("ProviderDefaults/app", "10"));
    assertThat(secrets.owner("shop", "app")).contains("ProviderDefaults/app");

    one.onUpdate(projectedFor("OrientSecret/app", "9"), projectedFor("OrientSecret/app", "11"));
    assertThat(secrets.owner("shop", "app")).contains("OrientSecret/app");
  }

  @Test
  void whatIsToldAnewAsItWasIsNoChange() {
    one.onAdd(projectedFor("OrientSecret/app"));
    one.onUpdate(projectedFor("OrientSecret/app"), projectedFor("OrientSecret/app", "10"));
    assertThat(changed).containsExactly(ID);

    one.onDelete(projectedFor("OrientSecret/app"), false);
    assertThat(changed).containsExactly(ID, ID);
    assertThat(secrets.owner("shop", "app")).isEmpty();
  }
}
