package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChangedByOthersTest {

  private final ChangedByOthers<OrientSecret> filter = new ChangedByOthers<>();

  private static OrientSecret resource(UnaryOperator<ObjectMetaBuilder> change) {
    OrientSecret resource = new OrientSecret();
    resource.setMetadata(
        change
            .apply(
                new ObjectMetaBuilder()
                    .withName("app")
                    .withUid("uid")
                    .withGeneration(1L)
                    .withResourceVersion("7")
                    .withAnnotations(Map.of("a", "b")))
            .build());
    return resource;
  }

  private static Stream<UnaryOperator<ObjectMetaBuilder>> changes() {
    return Stream.of(
        meta -> meta.withGeneration(2L),
        meta -> meta.withAnnotations(Map.of("a", "c")),
        meta -> meta.withAnnotations(Map.of()),
        meta -> meta.withLabels(Map.of("a", "b")),
        meta -> meta.withFinalizers(List.of("somebody.example/finalizer")),
        meta -> meta.withDeletionTimestamp("2026-11-24T10:00:00Z"),
        meta -> meta.withUid("another"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatOthersChangeWakes(UnaryOperator<ObjectMetaBuilder> change) {
    assertThat(filter.accept(resource(change), resource(same -> same))).isTrue();
    assertThat(filter.accept(resource(same -> same), resource(change))).isTrue();
  }

  @Test
  void aStatusDoesNotWake() {
    OrientSecret now = resource(meta -> meta.withResourceVersion("8"));
    now.setStatus(
        new OrientSecretStatus(1L, null, null, null, "app", null, null, null, "token", null));

    assertThat(filter.accept(now, resource(same -> same))).isFalse();
  }
}
