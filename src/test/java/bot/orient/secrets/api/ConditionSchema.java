package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;

/** The schema of one condition, with the bounds of Kubernetes' own {@code metav1.Condition}. */
final class ConditionSchema {

  private static final String TYPE =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

  private static final String REASON = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  private ConditionSchema() {}

  static JSONSchemaProps create() {
    return new JSONSchemaPropsBuilder()
        .withType("object")
        .withRequired("lastTransitionTime", "message", "reason", "status", "type")
        .addToProperties(
            "type",
            text("What the condition is about, such as Ready.")
                .withMaxLength(316L)
                .withPattern(TYPE)
                .build())
        .addToProperties(
            "status",
            text("Whether it holds: True, False or Unknown.")
                .withEnum(json("True"), json("False"), json("Unknown"))
                .build())
        .addToProperties(
            "reason",
            text("Why, as one word for programs, such as ScopeNotGranted.")
                .withMinLength(1L)
                .withMaxLength(1024L)
                .withPattern(REASON)
                .build())
        .addToProperties(
            "message",
            text("Why, and what to do about it, for people. May be empty.")
                .withMaxLength(32768L)
                .build())
        .addToProperties(
            "lastTransitionTime",
            text("When the status last changed from one of its values to another.")
                .withFormat("date-time")
                .build())
        .addToProperties(
            "observedGeneration",
            new JSONSchemaPropsBuilder()
                .withDescription("The generation of the spec that the condition speaks of.")
                .withType("integer")
                .withFormat("int64")
                .withMinimum(0.0)
                .build())
        .build();
  }

  private static JSONSchemaPropsBuilder text(String description) {
    return new JSONSchemaPropsBuilder().withDescription(description).withType("string");
  }

  private static JsonNode json(String text) {
    return TextNode.valueOf(text);
  }
}
