package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * Which provider and model serve which use case. Null means: the default, applied by the
 * reconciler.
 */
@ValidationRule(
    value =
        "!(has(self.restart) && has(self.restart.onFailure) && self.restart.onFailure == 'RestorePreviousVersion')",
    message =
        "onFailure RestorePreviousVersion cannot be used here: the choices come from this spec, so there is no previous version; use Halt",
    fieldPath = ".restart.onFailure")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderDefaultsSpec(
    @JsonPropertyDescription(
            "The choices, 1 to 64, by use case: chat, code, summary, transcription, vision, imageGeneration, agentChat, or another that the"
                + " operator's catalog lists. An unknown use case or provider stalls the resource; nothing is chosen silently.")
        @Required
        @Size(min = 1, max = 64)
        Map<String, ProviderSelection> useCases,
    @JsonPropertyDescription(
            "The Secret to project into. Default: an Opaque Secret with the name of this resource, owned by it.")
        TargetSpec target,
    @JsonPropertyDescription(
            "Whether the API keys of the chosen providers go into the Secret too, from the namespace's own scope. Default: false.")
        Boolean includeApiKeys,
    @JsonPropertyDescription(
            "How dependent workloads are restarted. Default: each that uses a changed choice. The choices are those of this spec, so"
                + " that there is no previous version to restore.")
        RestartSpec restart) {}
