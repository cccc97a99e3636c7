package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import java.io.IOException;
import java.util.Set;

/**
 * Reads names, labels and defaults of the API server that many objects have as one text. Not of all
 * properties: no value of a Secret or of a variable may be kept for comparison. Who asks for no
 * property, as where an object is read untyped, gets texts of their own.
 */
final class RecurringTextDeserializer extends StdScalarDeserializer<String>
    implements ContextualDeserializer {

  private static final Set<Class<?>> METADATA =
      Set.of(ObjectMeta.class, OwnerReference.class, ManagedFieldsEntry.class, Condition.class);

  /** Most of their texts are the API server's defaults. */
  private static final Set<Class<?>> WORKLOADS =
      Set.of(DeploymentStrategy.class, DeploymentCondition.class);

  /** Of objects of any kind. */
  private static final Set<String> TYPES = Set.of("apiVersion", "kind", "type");

  private final transient RecurringTexts recurring;
  private final boolean sharing;

  RecurringTextDeserializer(RecurringTexts recurring) {
    this(recurring, false);
  }

  private RecurringTextDeserializer(RecurringTexts recurring, boolean sharing) {
    super(String.class);
    this.recurring = recurring;
    this.sharing = sharing;
  }

  @Override
  public JsonDeserializer<?> createContextual(
      DeserializationContext context, BeanProperty property) {
    return property != null && mayRecur(property)
        ? new RecurringTextDeserializer(recurring, true)
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
  public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    String text = StringDeserializer.instance.deserialize(parser, context);
    return sharing ? recurring.shared(text) : text;
  }
}
