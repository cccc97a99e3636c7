package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What to project. Null means: the default, which the reconciler applies, so that GitOps tools see
 * no drift.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrientSecretSpec(
    @JsonPropertyDescription(
            "The scope of the store the keys live in. Default: the namespace of this resource. Any other scope must have been granted"
                + " to the namespace in the store, else Ready is False with reason ScopeNotGranted. Scopes shared by several"
                + " namespaces are named with a dot, such as platform.shared, so that no namespace can have their name.")
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @Size(max = 253)
        String scope,
    @JsonPropertyDescription(
            "The category of the catalog that the keys belong to, such as ai-providers, slack or databases. Set as label"
                + " secrets.orient.bot/category on the Secret and recorded with imported values. Must be one of the catalog's.")
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @Size(max = 63)
        String category,
    @JsonPropertyDescription(
            "The keys to project, 1 to 256, each named once. Each key's value comes from the store; where the store has none, from the"
                + " operator's environment, then from its configuration file (only for keys the catalog or the operator's"
                + " settings list).")
        @Required
        @Size(min = 1, max = 256)
        List<KeySpec> keys,
    @JsonPropertyDescription(
            "The Secret to project into. Default: an Opaque Secret with the name of this resource, owned by it.")
        TargetSpec target,
    @JsonPropertyDescription(
            "How dependent workloads are restarted. Default: each that uses a changed key, and only if that key's restart rule asks"
                + " for it.")
        RestartSpec restart) {}
