package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the operator's own writes from others'. The watch often tells of a write before its answer
 * is there, and its writer would be reconciled once more for nothing (JOSDK 5.2.3 knows those only
 * that are told later). So what is told while a write is under way is held back until its answer
 * says which version it made.
 */
final class OwnWrites {

  private final Map<ResourceID, List<Secret>> underWay = new ConcurrentHashMap<>();
  private final Consumer<Secret> news;

  /**
   * @param news given what was held back and is not the own write
   */
  OwnWrites(Consumer<Secret> news) {
    this.news = news;
  }

  /**
   * Writes a Secret, and gives what was written to the cache before it says what is news.
   *
   * @throws KubernetesClientException a conflict when the same Secret is being written already, for
   *     another resource: to the API server both are one field manager, of which the last one wins
   */
  void carryOut(ResourceID id, Supplier<Secret> write, Consumer<Secret> cache) {
    if (underWay.putIfAbsent(id, List.of()) != null) {
      throw conflict(id);
    }
    String ours = "";
    try {
      Secret written = write.get();
      ours = version(written);
      cache.accept(written);
    } finally {
      String own = ours;
      underWay.remove(id).stream().filter(told -> !version(told).equals(own)).forEach(news);
    }
  }

  /** A write that is to be decided anew, as the API server would say it. */
  static KubernetesClientException conflict(ResourceID id) {
    return new KubernetesClientException(
        "Secret " + id.getName() + " came meanwhile", HttpURLConnection.HTTP_CONFLICT, null);
  }

  /** Whether what the watch tells is kept until a write that is under way has ended. */
  boolean holdsBack(Secret told) {
    return underWay.computeIfPresent(
            ResourceID.fromResource(told), (id, before) -> with(before, told))
        != null;
  }

  private static List<Secret> with(List<Secret> before, Secret told) {
    List<Secret> both = new ArrayList<>(before);
    both.add(told);
    return both;
  }

  private static String version(Secret secret) {
    return secret.getMetadata().getResourceVersion();
  }
}
