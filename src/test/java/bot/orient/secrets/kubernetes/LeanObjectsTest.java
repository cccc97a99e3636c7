package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.Workload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeanObjectsTest {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final String SECRET =
      """
      {"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
       "metadata": {"namespace": "shop", "name": "%1$s", "labels": {"app": "shop-worker"},
         "annotations": {"team": "payments"},
         "managedFields": [{"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {}}]},
       "data": {"TOKEN": "%2$s"}}\
      """;

  private final KubernetesSerialization serialization = LeanObjects.serialization();

  private Secret read(String name, String value) {
    return serialization.unmarshal(SECRET.formatted(name, value), Secret.class);
  }

  @Test
  void textsOfMetadataThatRecurAreOneObject() {
    Secret one = read("one", "b25l");
    Secret other = read("other", "dHdv");

    assertThat(other.getType()).isSameAs(one.getType());
    assertThat(other.getKind()).isSameAs(one.getKind());
    ObjectMeta first = one.getMetadata();
    ObjectMeta second = other.getMetadata();
    assertThat(second.getNamespace()).isSameAs(first.getNamespace()).isEqualTo("shop");
    assertThat(second.getLabels().get("app")).isSameAs(first.getLabels().get("app"));
    assertThat(second.getAnnotations().get("team")).isSameAs(first.getAnnotations().get("team"));
    assertThat(second.getManagedFields().get(0).getManager())
        .isSameAs(first.getManagedFields().get(0).getManager())
        .isEqualTo("kubectl-edit");
  }

  @Test
  void noValueOfASecretIsKeptForComparison() {
    String one = read("one", "c2FtZQ==").getData().get("TOKEN");
    String other = read("other", "c2FtZQ==").getData().get("TOKEN");

    assertThat(other).isEqualTo(one).isNotSameAs(one);
  }

  /** As the answer to a patch of a workload is read. */
  @Test
  void noTextOfAnObjectOfNoKnownTypeIsKept() {
    String json =
        "{\"kind\": \"Deployment\", \"apiVersion\": \"apps/v1\", \"spec\": {\"value\": \"same\"}}";
    GenericKubernetesResource one = serialization.unmarshal(json, GenericKubernetesResource.class);
    GenericKubernetesResource other =
        serialization.unmarshal(json, GenericKubernetesResource.class);

    String value = other.get("spec", "value");
    assertThat(value).isEqualTo("same").isNotSameAs(one.get("spec", "value"));
  }

  @Test
  void fieldsThatNobodyKnowsAreKeptWhereThereAreSome() {
    Secret secret =
        serialization.unmarshal(
            "{\"kind\": \"Secret\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"a\","
                + " \"future\": 1}}",
            Secret.class);

    assertThat(secret.getMetadata().getAdditionalProperties()).isEqualTo(Map.of("future", 1));
    assertThat(secret.getAdditionalProperties())
        .isSameAs(read("one", "b25l").getAdditionalProperties())
        .isEmpty();
  }

  @Test
  void aCopyCanBeChangedAndLeavesTheOriginalAlone() {
    Secret cached = read("one", "b25l");

    Secret copy =
        new SecretBuilder(cached)
            .editMetadata()
            .addToLabels("mine", "true")
            .addToAnnotations("mine", "true")
            .addToFinalizers("a/b")
            .endMetadata()
            .addToData("OTHER", "dHdv")
            .build();
    copy.setAdditionalProperty("future", 1);

    assertThat(copy.getMetadata().getLabels()).containsOnlyKeys("app", "mine");
    assertThat(copy.getData()).containsOnlyKeys("TOKEN", "OTHER");
    assertThat(cached).isEqualTo(read("one", "b25l"));
  }

  @Test
  void aFinalizerCanComeAndGoOnACloneOfWhatWasRead() {
    OrientSecret cached =
        serialization.unmarshal(
            "{\"apiVersion\": \"secrets.orient.bot/v1\", \"kind\": \"OrientSecret\", \"metadata\":"
                + " {\"name\": \"a\"}, \"spec\": {\"keys\": [{\"key\": \"TOKEN\"}]}}",
            OrientSecret.class);

    OrientSecret clone = new SharedContentCloner().clone(cached);
    clone.addFinalizer("secrets.orient.bot/finalizer");
    OrientSecret throughJson = serialization.clone(cached);
    throughJson.addFinalizer("secrets.orient.bot/finalizer");

    assertThat(cached.getFinalizers()).isEmpty();
    assertThat(clone.getFinalizers()).isEqualTo(throughJson.getFinalizers()).hasSize(1);
    assertThat(clone.removeFinalizer("secrets.orient.bot/finalizer")).isTrue();
  }

  @Test
  void aNullThatAMapHasStaysThere() {
    Secret secret =
        serialization.unmarshal(
            "{\"kind\": \"Secret\", \"apiVersion\": \"v1\", \"metadata\": {\"labels\": {\"gone\":"
                + " null}}}",
            Secret.class);

    assertThat(secret.getMetadata().getLabels()).containsEntry("gone", null);
  }

  @ParameterizedTest
  @ValueSource(classes = {OrientSecret.class, Deployment.class, Rollout.class})
  void theCopyOfTheWholeObjectThatKubectlKeepsIsLeftOut(Class<? extends HasMetadata> type) {
    assertThat(readWithCopy(type)).isEqualTo(Map.of("team", "payments"));
  }

  @Test
  void ofASecretEveryAnnotationIsReadAsAResourceMayNameIt() {
    assertThat(readWithCopy(Secret.class)).containsKeys("team", LAST_APPLIED);
  }

  private Map<String, String> readWithCopy(Class<? extends HasMetadata> type) {
    return serialization
        .unmarshal(
            "{\"kind\": \"%s\", \"apiVersion\": \"%s\", \"metadata\": {\"annotations\": {\"team\": \"payments\", \"%s\": \"{}\"}}}"
                .formatted(
                    HasMetadata.getKind(type), HasMetadata.getApiVersion(type), LAST_APPLIED),
            type)
        .getMetadata()
        .getAnnotations();
  }

  /** With one of everything that can consume a Secret, among what cannot. */
  @Test
  void ofAPodTemplateIsReadWhatConsumesSecretsAndNothingElse() {
    Deployment written =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withReplicas(3)
            .withNewTemplate()
            .withNewMetadata()
            .addToAnnotations("example.com/kept", "yes")
            .endMetadata()
            .withNewSpec()
            .withServiceAccountName("left-out")
            .addNewInitContainer()
            .withName("first")
            .addNewEnvFrom()
            .withNewSecretRef("all", true)
            .endEnvFrom()
            .endInitContainer()
            .addNewContainer()
            .withName("main")
            .withImage("left-out")
            .addNewEnv()
            .withName("PLAIN")
            .withValue("left-out")
            .endEnv()
            .addNewEnv()
            .withName("NODE")
            .withNewValueFrom()
            .withNewFieldRef("v1", "left-out")
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("TOKEN")
            .withNewValueFrom()
            .withNewSecretKeyRef("TOKEN", "one", false)
            .endValueFrom()
            .endEnv()
            .addNewVolumeMount()
            .withName("files")
            .withMountPath("/files")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("some")
            .withMountPath("/some")
            .withSubPath("b")
            .endVolumeMount()
            .withNewLivenessProbe()
            .withNewHttpGet()
            .withPath("/left-out")
            .endHttpGet()
            .endLivenessProbe()
            .endContainer()
            .addNewVolume()
            .withName("files")
            .withNewSecret()
            .withSecretName("files")
            .endSecret()
            .endVolume()
            .addNewVolume()
            .withName("some")
            .withNewProjected()
            .addNewSource()
            .withNewConfigMap()
            .withName("left-out")
            .endConfigMap()
            .endSource()
            .addNewSource()
            .withNewSecret()
            .withName("some")
            .addNewItem("a", null, "b")
            .endSecret()
            .endSource()
            .endProjected()
            .endVolume()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    String json = new KubernetesSerialization().asJson(written);

    Deployment read = serialization.unmarshal(json, Deployment.class);

    assertThat(Workload.of(read)).isEqualTo(Workload.of(written));
    assertThat(Workload.of(read).uses()).hasSize(4);
    assertThat(read.getSpec().getTemplate().getMetadata().getAnnotations())
        .isEqualTo(Map.of("example.com/kept", "yes"));
    assertThat(json).contains("left-out");
    assertThat(read.toString()).doesNotContain("left-out");
  }
}
