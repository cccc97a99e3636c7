package bot.orient.secrets.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A recurring time in which restarts may begin. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestartWindow(
    @JsonPropertyDescription(
            "When the window opens, in the five fields of cron (minute, hour, day of the month, month, day of the week), such as"
                + " 0 2 * * 1-5 for 02:00 from Monday to Friday. A time that the change to summer time leaves out counts as the moment"
                + " of the change; one that the change back repeats counts the first time only.")
        @Required
        @Pattern("^[-A-Za-z0-9*,/]+( [-A-Za-z0-9*,/]+){4}$")
        @Size(max = 253)
        String schedule,
    @JsonPropertyDescription(
            "The time zone of the schedule, as the IANA names it, such as Europe/Berlin. Default: UTC.")
        @Pattern("^[A-Za-z][-+_/A-Za-z0-9]*$")
        @Size(max = 63)
        String timeZone,
    @JsonPropertyDescription(
            "How long the window stays open, such as 2h or 1h30m. From 1m to 168h.")
        @Required
        @Pattern("^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$")
        @Size(min = 2, max = 18)
        String duration) {}
