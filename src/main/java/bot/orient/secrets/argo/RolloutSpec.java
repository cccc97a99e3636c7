package bot.orient.secrets.argo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/**
 * What a Rollout is to run; every component may be null.
 *
 * @param workloadRef names a Deployment whose template is used instead of a template here
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutSpec(
    Integer replicas,
    Boolean paused,
    LabelSelector selector,
    PodTemplateSpec template,
    WorkloadRef workloadRef) {

  /** Another workload, by kind and name. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WorkloadRef(String apiVersion, String kind, String name) {}
}
