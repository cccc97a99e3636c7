package bot.orient.secrets.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import java.util.Map;

/**
 * The entry of {@code spec.healthCheckExprs} of a Kustomization, evaluated as Flux does: RFC 0009,
 * and {@code runtime/cel} of fluxcd/pkg.
 */
record FluxHealth(JsonNode expressions) {

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
    if (!expressions.has(name)) {
      return false;
    }
    Map<?, ?> fields = new ObjectMapper().convertValue(object, Map.class);
    try {
      return (Boolean)
          CEL.createProgram(CEL.compile(expressions.get(name).asText()).getAst())
              .eval(Map.of("metadata", fields.get("metadata"), "status", fields.get("status")));
    } catch (CelException e) {
      throw new AssertionError("cannot evaluate " + expressions.get(name).asText(), e);
    }
  }
}
