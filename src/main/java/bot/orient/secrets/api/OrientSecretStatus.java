package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator saw and did. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrientSecretStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready: the Secret has the specified values. Reconciling: work is going on or waited for. Stalled: nothing will change until"
                + " the spec or its surroundings do. RestartsComplete: every dependent workload runs with the values that matter"
                + " to it. Pinned: keys stay at an earlier version because a rollout failed with a newer one, until a person removes the"
                + " annotation secrets.orient.bot/pinned. RotationDue: a value has reached the age or date that its key says, or was marked"
                + " compromised; False shortly before that, else absent.")
        List<Condition> conditions,
    @JsonPropertyDescription("One row per key, in the order of the spec.") List<KeyStatus> keys,
    @JsonPropertyDescription("One row per workload that uses the Secret.")
        List<WorkloadStatus> workloads,
    @JsonPropertyDescription("The name of the Secret that is projected into.") String target,
    @JsonPropertyDescription("How many of the keys have a value in the Secret, such as 3/3.")
        String syncedKeys,
    @JsonPropertyDescription(
            "How many of the dependent workloads are up to date, such as 2/2 done, and"
                + " what needs attention, such as 1 failed, 1 needed or pinned.")
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
