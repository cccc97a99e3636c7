package bot.orient.secrets.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;

/**
 * Reads API objects so that a cache of ten thousand takes little memory. As they come, every part
 * of an object has a map for fields that nobody knows, which is empty, and every name, label and
 * manager is a text of its own. What the operator never asks for is left out, see {@link PodParts}
 * and {@link ManagedFieldsReducer}.
 *
 * <p>The maps of metadata and of a Secret's data cannot be changed in an object that was read like
 * this; builders copy them.
 */
final class LeanObjects {

  private LeanObjects() {}

  /** How a client reads and writes objects. */
  static KubernetesSerialization serialization() {
    // The name of every key of every Secret is a field's name here: the JVM need not keep them all.
    JsonFactory json =
        JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
    return new KubernetesSerialization(
        PodParts.only(new ObjectMapper(json))
            .addMixIn(FieldsV1.class, ManagedFieldsReducer.Reduced.class)
            .registerModule(
                new SimpleModule("lean-objects")
                    .addDeserializer(
                        String.class, new RecurringTextDeserializer(new RecurringTexts()))
                    .setDeserializerModifier(new Beans())),
        true);
  }

  private static final class Beans extends BeanDeserializerModifier {

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
      AnnotatedMember unknown = bean.findAnyGetter();
      AnnotatedMethod setter =
          bean.findMethod("setAdditionalProperties", new Class<?>[] {Map.class});
      JsonDeserializer<?> lean =
          unknown == null || setter == null
              ? deserializer
              : new LeanDeserializer(deserializer, unknown, setter);
      return HasMetadata.class.isAssignableFrom(bean.getBeanClass())
              && bean.getBeanClass() != Secret.class
          ? new LastAppliedRemover(lean)
          : lean;
    }
  }
}
