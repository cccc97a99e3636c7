package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.SecretListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient
class ProjectedSecretsTest {

  private static final String SELECTED = "labelSelector=secrets.orient.bot%2Fprojected-for";

  private KubernetesMockServer server;
  private KubernetesClient client;

  private static Secret secret(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid(name)
        .withResourceVersion("1")
        .addToAnnotations(Markers.OWNER, "OrientSecret/" + name)
        .endMetadata()
        .build();
  }

  private static SecretList page(String name, String next) {
    return new SecretListBuilder()
        .addToItems(secret(name))
        .withNewMetadata()
        .withResourceVersion("7")
        .withContinue(next)
        .endMetadata()
        .build();
  }

  @Test
  @Timeout(30)
  void whatIsThereIsAskedForInPages() {
    server
        .expect()
        .get()
        .withPath("/api/v1/secrets?" + SELECTED + "&limit=500")
        .andReturn(200, page("first", "rest"))
        .always();
    server
        .expect()
        .get()
        .withPath("/api/v1/secrets?continue=rest&" + SELECTED + "&limit=500")
        .andReturn(200, page("second", null))
        .always();
    server
        .expect()
        .get()
        .withPath(
            "/api/v1/secrets?allowWatchBookmarks=true&"
                + SELECTED
                + "&resourceVersion=7&timeoutSeconds=600&watch=true")
        .andUpgradeToWebSocket()
        .open()
        .done()
        .always();

    try (ProjectedSecrets secrets =
        new ProjectedSecrets(client, Set.of(), changed -> {}, changed -> {})) {
      secrets.start();

      assertThat(secrets.owner("shop", "first")).contains("OrientSecret/first");
      assertThat(secrets.owner("shop", "second")).contains("OrientSecret/second");
    }
  }
}
