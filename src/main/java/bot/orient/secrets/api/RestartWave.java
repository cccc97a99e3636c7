package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Workloads that are restarted together. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestartWave(
    @JsonPropertyDescription(
            "Labels of the workloads themselves (not of their pods), 1 to 16. A workload belongs to the wave if it has all of them.")
        @Required
        @Size(min = 1, max = 16)
        Map<
                String,
                @Pattern("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$") @Size(max = 63) String>
            matchLabels) {}
