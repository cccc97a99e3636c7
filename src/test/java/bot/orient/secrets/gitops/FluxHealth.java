package bot.orient.secrets.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entry of {@code spec.healthCheckExprs} of a Kustomization, evaluated as Flux does: RFC 0009,
 * and {@code runtime/cel} of fluxcd/pkg.
 */
record FluxHealth(JsonNode expressions) {

  private static final Path EXAMPLE = Path.of("examples", "flux", "kustomizations.yaml");

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("metadata", SimpleType.DYN)
          .addVar("status", SimpleType.DYN)
          .setResultType(SimpleType.BOOL)
          .build();

  Kstatus verdict(JsonNode object) {
    JsonNode observed = object.at("/status/observedGeneration");
    if (!observed.isMissingNode()
        && observed.asLong() != object.at("/metadata/generation").asLong()) {
      return Kstatus.IN_PROGRESS;
    }
    if (holds("inProgress", object)) {
      return Kstatus.IN_PROGRESS;
    }
    if (holds("failed", object)) {
      return Kstatus.FAILED;
    }
    return holds("current", object) ? Kstatus.CURRENT : Kstatus.IN_PROGRESS;
  }

  private boolean holds(String name, JsonNode object) {
    try {
      return expressions.has(name) && evaluated(name, object);
    } catch (CelEvaluationException e) {
      // A field that is not there yet: Flux waits for it.
      return false;
    }
  }

  /**
   * @throws CelEvaluationException for a field that is not there
   */
  boolean evaluated(String name, JsonNode object) throws CelEvaluationException {
    Map<String, Object> variables = new HashMap<>();
    for (String field : List.of("metadata", "status")) {
      if (object.has(field)) {
        variables.put(field, new ObjectMapper().convertValue(object.get(field), Map.class));
      }
    }
    try {
      // An unknown, of a variable that is not there, holds as little.
      return Boolean.TRUE.equals(
          CEL.createProgram(CEL.compile(expressions.get(name).asText()).getAst()).eval(variables));
    } catch (CelValidationException e) {
      throw new AssertionError("not CEL: " + expressions.get(name).asText(), e);
    }
  }

  /** All entries of the Kustomizations in {@code examples/flux}, in their order. */
  static List<FluxHealth> ofExample() {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(EXAMPLE.toFile())) {
      List<FluxHealth> entries = new ArrayList<>();
      while (documents.hasNext()) {
        documents
            .next()
            .at("/spec/healthCheckExprs")
            .forEach(entry -> entries.add(new FluxHealth(entry)));
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
