package bot.orient.secrets.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes the CRDs of {@code crds/} from the records; adds what annotations cannot say. */
final class CrdWriter {

  static final String REWRITE = "mvn test -Dtest=CrdsAreCurrentTest -Dcrds.write=true";

  private static final String HEADER =
      "# Generated from the records in src/main/java/bot/orient/secrets/api. Change those, then run:\n"
          + "# "
          + REWRITE
          + "\n";

  private static final Map<Class<? extends CustomResource<?, ?>>, String> DESCRIPTIONS =
      Map.of(
          OrientSecret.class,
          "Keys of Orient's encrypted store, projected into one Secret of this namespace. Workloads"
              + " that use a changed key are restarted when the key needs it.",
          ProviderDefaults.class,
          "Which AI provider and model serve which of Orient's use cases, projected into one Secret"
              + " of this namespace.");

  /** By which fields the items of each list are told apart when several writers apply to it. */
  private static final Map<String, List<String>> LIST_MAP_KEYS =
      Map.of(
          "spec.keys", List.of("key"),
          "status.conditions", List.of("type"));

  /**
   * Lists that one writer applies as a whole. A list that may become empty must be one of these:
   * Kubernetes 1.20 makes null of any other when an apply removes its last item, and refuses that.
   */
  private static final Set<String> ATOMIC_LISTS =
      Set.of("spec.restart.waves", "spec.restart.windows", "status.keys", "status.workloads");

  private static final Set<String> TIMES = Set.of("status.lastSyncTime", "status.keys.updatedAt");

  /**
   * What a resource that the operator has not seen yet is told to have: by the rules of kstatus an
   * object without a status would be current. As the resources of Flux have it.
   */
  private static final JsonNode NOTHING_OBSERVED =
      JsonNodeFactory.instance.objectNode().put("observedGeneration", -1);

  private final YAMLMapper yaml =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** The text of each CRD by file name, sorted. */
  Map<String, String> write() {
    Map<String, String> files = new TreeMap<>();
    DESCRIPTIONS.keySet().forEach(type -> write(definition(type), files));
    return files;
  }

  private void write(CustomResourceDefinition crd, Map<String, String> files) {
    try {
      files.put(crd.getMetadata().getName() + ".yaml", HEADER + yaml.writeValueAsString(crd));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + crd.getMetadata().getName(), e);
    }
  }

  private static CustomResourceDefinition definition(
      Class<? extends CustomResource<?, ?>> resource) {
    var output = new MemoryOutput();
    var capture = new Capture();
    new CRDGenerator()
        .customResourceClasses(List.of(resource))
        .forCRDVersions("v1")
        .withParallelGenerationEnabled(false)
        .withPostProcessor(capture)
        .withOutput(output)
        .generate();
    var crd = capture.crd;
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    sortColumns(version, resource);
    JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
    schema.setDescription(DESCRIPTIONS.get(resource));
    schema.getProperties().forEach((name, property) -> complete(name, property));
    schema.getProperties().get("status").setDefault(NOTHING_OBSERVED);
    return crd;
  }

  /** The generator sorts columns by path; people read them in the order of the annotations. */
  private static void sortColumns(CustomResourceDefinitionVersion version, Class<?> resource) {
    List<String> order =
        Arrays.stream(resource.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    version
        .getAdditionalPrinterColumns()
        .sort(
            Comparator.comparingInt(
                (CustomResourceColumnDefinition c) -> order.indexOf(c.getName())));
  }

  private static void complete(String path, JSONSchemaProps schema) {
    switch (schema.getType()) {
      case "object" -> {
        if (schema.getAdditionalProperties() != null) {
          complete(path + ".*", schema.getAdditionalProperties().getSchema());
        }
        schema.getProperties().forEach((name, property) -> complete(path + "." + name, property));
      }
      case "array" -> {
        markList(path, schema);
        if (path.equals("status.conditions")) {
          schema.getItems().setSchema(ConditionSchema.create());
        } else {
          complete(path, schema.getItems().getSchema());
        }
      }
      case "integer" -> schema.setFormat("int64");
      case "string" -> {
        if (TIMES.contains(path)) {
          schema.setFormat("date-time");
        }
      }
      default -> {}
    }
  }

  private static void markList(String path, JSONSchemaProps schema) {
    List<String> keys = LIST_MAP_KEYS.get(path);
    if (keys != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(keys);
    } else if (ATOMIC_LISTS.contains(path)) {
      schema.setXKubernetesListType("atomic");
    } else {
      throw new IllegalStateException(
          "LIST_MAP_KEYS must say how the items of %s are told apart, or ATOMIC_LISTS that nobody does"
              .formatted(path));
    }
  }

  /** Keeps the model that the generator would otherwise only print. */
  private static final class Capture implements CRDPostProcessor {
    private CustomResourceDefinition crd;

    @Override
    public HasMetadata process(HasMetadata generated, String crdSpecVersion) {
      crd = (CustomResourceDefinition) generated;
      return generated;
    }
  }

  /** Takes what the generator insists on printing. */
  private static final class MemoryOutput
      extends CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream> {
    @Override
    protected ByteArrayOutputStream createStreamFor(String crdName) {
      return new ByteArrayOutputStream();
    }

    @Override
    public URI crdURI(String crdName) {
      return Path.of(crdName).toUri();
    }
  }
}
