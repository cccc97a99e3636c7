package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key of a Secret in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeyReference(
    @JsonPropertyDescription("The name of the Secret, in the namespace of this resource.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @Size(max = 253)
        String name,
    @JsonPropertyDescription("The key in that Secret.")
        @Required
        @Pattern("^[-._a-zA-Z0-9]+$")
        @Size(max = 253)
        String key) {}
