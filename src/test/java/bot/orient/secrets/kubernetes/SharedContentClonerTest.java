package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.testing.OrientSecretBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedContentClonerTest {

  private final SharedContentCloner cloner = new SharedContentCloner();

  @Test
  void cachedResourceKeepsItsMetadataWhateverIsDoneToTheCopy() {
    OrientSecret orientSecret =
        OrientSecretBuilder.orientSecret("shop", "app").key("TOKEN").build();
    ProviderDefaults providerDefaults = new ProviderDefaults();
    providerDefaults.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("ai").build());

    assertCopied(orientSecret);
    assertCopied(providerDefaults);
    assertThat(cloner.clone(orientSecret).getSpec()).isEqualTo(orientSecret.getSpec());
  }

  private void assertCopied(HasMetadata cached) {
    cached.getMetadata().setAnnotations(Map.of("note", "before"));
    HasMetadata copy = cloner.clone(cached);
    assertThat(copy).isEqualTo(cached);

    copy.addFinalizer("secrets.orient.bot/unmerge");
    copy.getMetadata().setResourceVersion("7");
    copy.getMetadata().getAnnotations().put("note", "after");

    assertThat(cached.getFinalizers()).isEmpty();
    assertThat(cached.getMetadata().getResourceVersion()).isNull();
    assertThat(cached.getMetadata().getAnnotations()).containsEntry("note", "before");
  }
}
