package bot.orient.secrets.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Leaves kubectl's copy of the whole object out. Not for Secrets: of those a resource may name
 * annotations, which are compared with it.
 */
final class LastAppliedRemover extends DelegatingDeserializer {

  /**
   * Where it lies.
   *
   * @see <a href="https://kubernetes.io/docs/reference/labels-annotations-taints/">annotations</a>
   */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  LastAppliedRemover(JsonDeserializer<?> reader) {
    super(reader);
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
    return new LastAppliedRemover(reader);
  }

  @Override
  public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    Object read = super.deserialize(parser, context);
    if (read instanceof HasMetadata object && object.getMetadata() != null) {
      ObjectMeta metadata = object.getMetadata();
      Map<String, String> annotations = metadata.getAnnotations();
      if (annotations != null && annotations.containsKey(LAST_APPLIED)) {
        Map<String, String> kept = new HashMap<>(annotations);
        kept.remove(LAST_APPLIED);
        metadata.setAnnotations(LeanDeserializer.compact(kept));
      }
    }
    return read;
  }
}
