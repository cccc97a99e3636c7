package bot.orient.secrets.kubernetes;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;

/**
 * Reads of the spec of a pod, or of a template, only what can consume a Secret: of every workload
 * in the cluster it is kept, most of it is a container's other settings, and what somebody wrote
 * into a variable is none of the operator's business.
 *
 * <p>An object that was read like this must not be sent back whole, nor be compared with another
 * one.
 */
final class PodParts {

  private PodParts() {}

  static ObjectMapper only(ObjectMapper mapper) {
    return mapper
        .addMixIn(PodSpec.class, OfPod.class)
        .addMixIn(Container.class, OfContainer.class)
        .addMixIn(EnvVar.class, OfVariable.class)
        .addMixIn(EnvVarSource.class, OfSource.class)
        .addMixIn(Volume.class, OfVolume.class)
        .addMixIn(VolumeProjection.class, OfProjection.class);
  }

  @JsonIncludeProperties({"initContainers", "containers", "volumes"})
  private abstract static class OfPod {}

  @JsonIncludeProperties({"env", "envFrom", "volumeMounts"})
  private abstract static class OfContainer {}

  @JsonIncludeProperties("valueFrom")
  private abstract static class OfVariable {}

  @JsonIncludeProperties("secretKeyRef")
  private abstract static class OfSource {}

  @JsonIncludeProperties({"name", "secret", "projected"})
  private abstract static class OfVolume {}

  @JsonIncludeProperties("secret")
  private abstract static class OfProjection {}
}
