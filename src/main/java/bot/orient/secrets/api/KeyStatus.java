package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** What is known of one key. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyStatus(
    @JsonPropertyDescription("The name of the key in the store.") @Required String key,
    @JsonPropertyDescription(
            "Where the value came from: Store, Environment (of the operator), ConfigFile (of the operator), or Missing.")
        ValueSource source,
    @JsonPropertyDescription("The version in the store, counted from 1; absent for other sources.")
        @Min(1)
        Long version,
    @JsonPropertyDescription("The restart rule in force for the key.") RestartRule restart,
    @JsonPropertyDescription("When this version was written to the store.") String updatedAt,
    @JsonPropertyDescription("What is wrong with the key, and what to do; absent if nothing is.")
        String message) {}
