package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** How far one dependent workload is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadStatus(
    @JsonPropertyDescription("The kind of the workload: Deployment.") @Required String kind,
    @JsonPropertyDescription("The name of the workload, in the namespace of this resource.")
        @Required
        String name,
    @JsonPropertyDescription(
            "UpToDate: its pods have the values. RollingOut: new pods are on their way. Failed: the rollout exceeded its progress"
                + " deadline. OptedOut: its annotation secrets.orient.bot/restart is \"false\".")
        WorkloadState state,
    @JsonPropertyDescription("More of the state for people, such as 2 of 5 pods updated.")
        String message) {}
