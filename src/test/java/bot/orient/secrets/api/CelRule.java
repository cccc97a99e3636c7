package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A CEL rule of a committed CRD.
 *
 * @param path of the schema node it stands on, such as {@code spec.target}
 * @param field that it blames, such as {@code spec.target.type}
 */
public record CelRule(String path, String field, String message, String expression) {

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", MapType.create(SimpleType.STRING, SimpleType.DYN))
          .setResultType(SimpleType.BOOL)
          .build();

  /** Compiled once: each is held against hundreds of objects. */
  private static final Map<String, CelRuntime.Program> PROGRAMS = new ConcurrentHashMap<>();

  /** All rules of a CRD. */
  public static List<CelRule> of(CommittedCrd crd) {
    List<CelRule> rules = new ArrayList<>();
    for (CommittedCrd.Node node : crd.nodes()) {
      for (JsonNode rule : node.schema().path("x-kubernetes-validations")) {
        rules.add(
            new CelRule(
                node.path(),
                node.path() + rule.get("fieldPath").asText(),
                rule.get("message").asText(),
                rule.get("rule").asText()));
      }
    }
    return rules;
  }

  /** Every combination of what the rule looks at, as the object at its path. */
  public List<JsonNode> subjects() {
    return switch (path) {
      case "spec" -> Restarts.all();
      case "spec.target" -> Targets.all();
      case "spec.keys[]" -> Origins.all();
      case "spec.keys[].generate" -> Generations.all();
      default -> throw new IllegalStateException("no subjects for rules on " + path);
    };
  }

  /** Whether an API server that evaluates CEL would let the object at this rule's path pass. */
  public boolean accepts(JsonNode object) {
    Map<?, ?> self = new ObjectMapper().convertValue(object, Map.class);
    try {
      return (Boolean) program().eval(Map.of("self", self));
    } catch (CelException e) {
      throw new AssertionError("cannot evaluate " + expression, e);
    }
  }

  private CelRuntime.Program program() throws CelException {
    CelRuntime.Program known = PROGRAMS.get(expression);
    if (known == null) {
      known = CEL.createProgram(CEL.compile(expression).getAst());
      PROGRAMS.put(expression, known);
    }
    return known;
  }

  @Override
  public String toString() {
    return expression;
  }
}
