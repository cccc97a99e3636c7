package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class OwnWritesTest {

  private static final ResourceID ID = new ResourceID("app", "shop");

  private final List<String> news = new ArrayList<>();
  private final List<String> cached = new ArrayList<>();
  private final OwnWrites writes =
      new OwnWrites(secret -> news.add(secret.getMetadata().getResourceVersion()));

  private void carryOut(Supplier<Secret> write) {
    writes.carryOut(ID, write, now -> cached.add(now.getMetadata().getResourceVersion()));
  }

  @Test
  void ownWriteThatIsToldBeforeItsAnswerIsNoNews() {
    carryOut(
        () -> {
          assertThat(writes.holdsBack(version("2"))).isTrue();
          return version("2");
        });

    assertThat(news).isEmpty();
    assertThat(cached).containsExactly("2");
  }

  @Test
  void writeOfSomebodyElseInTheSameMomentIsNews() {
    carryOut(
        () -> {
          writes.holdsBack(version("2"));
          writes.holdsBack(version("3"));
          writes.holdsBack(version("4"));
          return version("3");
        });

    assertThat(news).containsExactly("2", "4");
  }

  @Test
  void whateverIsToldWhileAWriteFailsIsNews() {
    assertThatThrownBy(
            () ->
                carryOut(
                    () -> {
                      writes.holdsBack(version("2"));
                      throw new IllegalStateException("no answer");
                    }))
        .hasMessage("no answer");

    assertThat(news).containsExactly("2");
    assertThat(writes.holdsBack(version("3"))).isFalse();
  }

  @Test
  void nothingIsHeldBackOfOtherSecretsOrLater() {
    carryOut(
        () -> {
          assertThat(writes.holdsBack(secret("other", "7"))).isFalse();
          return version("2");
        });

    assertThat(writes.holdsBack(version("3"))).isFalse();
    assertThat(news).isEmpty();
  }

  /** Of two resources with the same target, before one of them is refused. */
  @Test
  void secondWriterInTheSameMomentIsToDecideAnew() {
    carryOut(
        () -> {
          writes.holdsBack(version("2"));
          assertThatThrownBy(() -> carryOut(() -> version("3")))
              .asInstanceOf(InstanceOfAssertFactories.type(KubernetesClientException.class))
              .extracting(KubernetesClientException::getCode)
              .isEqualTo(HttpURLConnection.HTTP_CONFLICT);
          writes.holdsBack(version("4"));
          return version("4");
        });

    assertThat(news).containsExactly("2");
    assertThat(cached).containsExactly("4");
  }

  private static Secret version(String version) {
    return secret("app", version);
  }

  private static Secret secret(String name, String version) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
