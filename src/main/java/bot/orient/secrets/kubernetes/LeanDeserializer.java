package bot.orient.secrets.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes from a part of an object, once it is read, the memory that it does not need. */
final class LeanDeserializer extends DelegatingDeserializer {

  private final transient AnnotatedMember unknown;
  private final transient AnnotatedMethod setter;

  LeanDeserializer(JsonDeserializer<?> reader, AnnotatedMember unknown, AnnotatedMethod setter) {
    super(reader);
    this.unknown = unknown;
    this.setter = setter;
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
    return new LeanDeserializer(reader, unknown, setter);
  }

  @Override
  public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    Object read = super.deserialize(parser, context);
    if (read != null && unknown.getValue(read) instanceof Map<?, ?> map && map.isEmpty()) {
      setter.setValue(read, Map.of());
    }
    if (read instanceof ObjectMeta metadata) {
      metadata.setLabels(compact(metadata.getLabels()));
      metadata.setAnnotations(compact(metadata.getAnnotations()));
      trim(metadata.getManagedFields());
      trim(metadata.getOwnerReferences());
      trim(metadata.getFinalizers());
    } else if (read instanceof Secret secret) {
      secret.setData(compact(secret.getData()));
      secret.setStringData(compact(secret.getStringData()));
    }
    return read;
  }

  /** As small as it can be, and not to be changed. */
  static Map<String, String> compact(Map<String, String> map) {
    // A map that cannot be changed takes no nulls either.
    return map == null || map.containsValue(null) ? map : Map.copyOf(map);
  }

  private static void trim(List<?> list) {
    if (list instanceof ArrayList<?> growing) {
      growing.trimToSize();
    }
  }
}
