package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator saw and did. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderDefaultsStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready: the Secret has the specified choices. ApiKeysPresent: every chosen provider has an API key in the namespace's scope."
                + " Reconciling: work is going on or waited for. Stalled: nothing will change until the spec or its surroundings"
                + " do. RestartsComplete: every dependent workload runs with the choices.")
        List<Condition> conditions,
    @JsonPropertyDescription("One row per workload that uses the Secret.")
        List<WorkloadStatus> workloads,
    @JsonPropertyDescription("The name of the Secret that is projected into.") String target,
    @JsonPropertyDescription(
            "How many of the dependent workloads are up to date, such as 2/2 done, and"
                + " what needs attention, such as 1 failed.")
        String restarts,
    @JsonPropertyDescription(
            "When the Secret was last changed by the operator; it does not move while nothing changes.")
        String lastSyncTime,
    @JsonPropertyDescription(
            "The text of annotation secrets.orient.bot/restart-now that was taken note of last: the restarts that were pending begin.")
        String handledRestartNow,
    @JsonPropertyDescription(
            "The text of annotation secrets.orient.bot/skip-restart that was taken note of last: the restarts that were pending are"
                + " dropped.")
        String handledSkipRestart) {}
