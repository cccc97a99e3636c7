package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How dependent workloads are restarted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestartSpec(
    @JsonPropertyDescription(
            "Auto: a change restarts the dependent workloads by their keys' restart rules. Never: no change of this Secret restarts"
                + " anything. Default: Auto.")
        RestartPolicy policy) {}
