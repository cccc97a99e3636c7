package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private static final Set<Class<?>> METADATA =
      Set.of(ObjectMeta.class, OwnerReference.class, ManagedFieldsEntry.class, Condition.class);

  /** Most of their texts are the API server's defaults. */
  private static final Set<Class<?>> WORKLOADS =
      Set.of(DeploymentStrategy.class, DeploymentCondition.class);

  /** Of objects of any kind. */
  private static final Set<String> TYPES = Set.of("apiVersion", "kind", "type");

  /**
   * Where kubectl keeps the whole object once more.
   *
   * @see <a href="https://kubernetes.io/docs/reference/labels-annotations-taints/">annotations</a>
   */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

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
                    .addDeserializer(String.class, new Texts(new RecurringTexts()))
                    .setDeserializerModifier(new Beans())),
        true);
  }

  /**
   * Not of all properties: no value of a Secret or of a variable may be kept for comparison. Who
   * asks for no property, as where an object is read untyped, gets texts of their own.
   */
  private static final class Texts extends StdScalarDeserializer<String>
      implements ContextualDeserializer {

    private final transient RecurringTexts recurring;
    private final boolean sharing;

    Texts(RecurringTexts recurring) {
      this(recurring, false);
    }

    private Texts(RecurringTexts recurring, boolean sharing) {
      super(String.class);
      this.recurring = recurring;
      this.sharing = sharing;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) {
      return property != null && mayRecur(property)
          ? new Texts(recurring, true)
          : StringDeserializer.instance;
    }

    private static boolean mayRecur(BeanProperty property) {
      Class<?> owner =
          property.getMember() == null ? Object.class : property.getMember().getDeclaringClass();
      return METADATA.contains(owner)
          || WORKLOADS.contains(owner) && !property.getType().isContainerType()
          || owner.getPackageName().equals(OrientSecret.class.getPackageName())
          || TYPES.contains(property.getName());
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = StringDeserializer.instance.deserialize(parser, context);
      return sharing ? recurring.shared(text) : text;
    }
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
              : new Lean(deserializer, unknown, setter);
      return HasMetadata.class.isAssignableFrom(bean.getBeanClass())
              && bean.getBeanClass() != Secret.class
          ? new WithoutLastApplied(lean)
          : lean;
    }
  }

  /** Takes from an object, once it is read, what it does not need. */
  private static final class Lean extends DelegatingDeserializer {

    private final transient AnnotatedMember unknown;
    private final transient AnnotatedMethod setter;

    Lean(JsonDeserializer<?> reader, AnnotatedMember unknown, AnnotatedMethod setter) {
      super(reader);
      this.unknown = unknown;
      this.setter = setter;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
      return new Lean(reader, unknown, setter);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
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

    private static Map<String, String> compact(Map<String, String> map) {
      // A map that cannot be changed takes no nulls either.
      return map == null || map.containsValue(null) ? map : Map.copyOf(map);
    }

    private static void trim(List<?> list) {
      if (list instanceof ArrayList<?> growing) {
        growing.trimToSize();
      }
    }
  }

  /** Not of Secrets: of those a resource may name annotations, which are compared with it. */
  private static final class WithoutLastApplied extends DelegatingDeserializer {

    WithoutLastApplied(JsonDeserializer<?> reader) {
      super(reader);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
      return new WithoutLastApplied(reader);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Object read = super.deserialize(parser, context);
      if (read instanceof HasMetadata object && object.getMetadata() != null) {
        ObjectMeta metadata = object.getMetadata();
        Map<String, String> annotations = metadata.getAnnotations();
        if (annotations != null && annotations.containsKey(LAST_APPLIED)) {
          Map<String, String> kept = new HashMap<>(annotations);
          kept.remove(LAST_APPLIED);
          metadata.setAnnotations(Lean.compact(kept));
        }
      }
      return read;
    }
  }
}
