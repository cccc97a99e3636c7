package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Whether a resource differs in anything but its status, which only we write: its annotations may
 * ask for something, and its finalizers tell what holds it.
 */
final class ChangedByOthers<R extends HasMetadata> implements OnUpdateFilter<R> {

  private static final List<Function<ObjectMeta, Object>> TELLING =
      List.of(
          ObjectMeta::getGeneration,
          ObjectMeta::getAnnotations,
          ObjectMeta::getLabels,
          ObjectMeta::getFinalizers,
          ObjectMeta::getDeletionTimestamp,
          ObjectMeta::getUid);

  @Override
  public boolean accept(R now, R before) {
    return TELLING.stream()
        .anyMatch(
            part ->
                !Objects.equals(part.apply(now.getMetadata()), part.apply(before.getMetadata())));
  }
}
