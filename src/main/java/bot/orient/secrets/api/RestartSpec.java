package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How dependent workloads are restarted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestartSpec(
    @JsonPropertyDescription(
            "Auto: a change restarts the dependent workloads by their keys' restart rules. Never: no change of this Secret restarts"
                + " anything; the status tells which workloads would need it, and annotation secrets.orient.bot/restart-now on this"
                + " resource restarts those. Default: Auto.")
        RestartPolicy policy,
    @JsonPropertyDescription(
            "How long to wait after a change for further ones, so that all of them are one rollout per workload; counted from the first"
                + " of them, such as 1h30m, 45s, or 0s to begin at once. At most 24h. Default: the operator's, 5s unless set"
                + " otherwise. The Secret itself is always changed at once.")
        @Pattern("^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$")
        @Size(min = 2, max = 18)
        String settle,
    @JsonPropertyDescription(
            "The order of the restarts, 1 to 16 waves: each begins when all workloads of the one before are healthy with the new values."
                + " A workload goes with the first wave whose labels it has; those without a wave come last, together. Default: all"
                + " at once.")
        @Size(min = 1, max = 16)
        List<RestartWave> waves,
    @JsonPropertyDescription(
            "Whether one workload, the first of the first wave, is restarted alone, and the others only when it is healthy. Default:"
                + " false.")
        Boolean canary,
    @JsonPropertyDescription(
            "When restarts may begin, 1 to 32 windows; outside of all of them they wait, and the status tells when the next one opens. A"
                + " rollout that has begun goes on when its window closes. The Secret itself is always changed at once. Default: at any"
                + " time.")
        @Size(min = 1, max = 32)
        List<RestartWindow> windows,
    @JsonPropertyDescription(
            "What happens when the rollout of a workload fails. Halt: no further workload is restarted for the same change, until it is"
                + " mended. RestorePreviousVersion: besides, unless the workload was rolling out or in trouble before, the Secret gets the"
                + " versions back that worked, what was restarted is restarted with them, and a condition says so until a person clears"
                + " it. Default: Halt.")
        FailurePolicy onFailure) {}
