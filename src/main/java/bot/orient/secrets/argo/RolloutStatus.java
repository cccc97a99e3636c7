package bot.orient.secrets.argo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * How far a Rollout is; every component may be null.
 *
 * @param observedGeneration a number as text; Argo Rollouts before 0.10 wrote a hash
 * @param phase Healthy, Progressing, Paused or Degraded
 * @param message why it is in that phase
 * @param currentPodHash the hash of the newest template, also a label of its pods
 * @param stableRS the hash of the template that was last rolled out completely
 * @param abort whether the update was given up and the stable template runs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutStatus(
    String observedGeneration,
    String phase,
    String message,
    String currentPodHash,
    String stableRS,
    Integer replicas,
    Integer updatedReplicas,
    Integer availableReplicas,
    Boolean abort,
    List<Condition> conditions) {}
