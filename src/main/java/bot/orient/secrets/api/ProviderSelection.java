package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The provider that serves a use case, and its model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderSelection(
    @JsonPropertyDescription(
            "The provider's name in the catalog, such as openai, anthropic or google.")
        @Required
        @Pattern("^[a-z0-9]([-_a-z0-9]*[a-z0-9])?$")
        @Size(max = 63)
        String provider,
    @JsonPropertyDescription("The provider's name of the model. Default: left to the application.")
        @Pattern("^[-._:/@A-Za-z0-9]+$")
        @Size(max = 253)
        String model) {}
