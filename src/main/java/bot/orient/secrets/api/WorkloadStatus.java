package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** How far one dependent workload is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadStatus(
    @JsonPropertyDescription(
            "The kind of the workload: Deployment, StatefulSet, DaemonSet or Rollout.")
        @Required
        String kind,
    @JsonPropertyDescription("The name of the workload, in the namespace of this resource.")
        @Required
        String name,
    @JsonPropertyDescription(
            "UpToDate: its pods started with the values. Waiting: it will restart, the message says what it waits for. RollingOut: new"
                + " pods are on their way. Done: it was restarted, and all its pods have the values. Failed: its rollout made no"
                + " progress in time; the same change restarts no other workload. RestartNeeded: its pods lack values, and only a"
                + " person can restart it; the message says why. Skipped: its restart was dropped on request. OptedOut: its"
                + " annotation secrets.orient.bot/restart is \"false\".")
        WorkloadState state,
    @JsonPropertyDescription("While it rolls out: how many of its pods are updated, such as 2/5.")
        String pods,
    @JsonPropertyDescription("More of the state for people, such as 2 of 5 pods updated.")
        String message) {}
