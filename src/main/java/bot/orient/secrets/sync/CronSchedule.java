package bot.orient.secrets.sync;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The times that five fields of cron name, without a time zone: what becomes of them when clocks
 * change is for the calendar to say.
 */
final class CronSchedule {

  private static final String PARSER_PREFIX = "Failed to parse cron expression. ";

  private static final LocalDateTime SOME_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final ExecutionTime times;

  private CronSchedule(ExecutionTime times) {
    this.times = times;
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with the text, which it does not repeat
   */
  static CronSchedule parse(String text) {
    CronSchedule schedule = new CronSchedule(ExecutionTime.forCron(cron(text)));
    if (schedule.after(SOME_TIME).isEmpty()) {
      throw new IllegalArgumentException("that day never comes: none of the months has it");
    }
    return schedule;
  }

  private static Cron cron(String text) {
    try {
      return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage().replace(PARSER_PREFIX, ""), e);
    } catch (RuntimeException e) {
      // The parser trips over ends that are missing, such as that of "1-5/".
      throw new IllegalArgumentException("one of the five fields cannot be read", e);
    }
  }

  /** The last time that is not after the given one. */
  Optional<LocalDateTime> atOrBefore(LocalDateTime time) {
    return times.lastExecution(minute(time).plusMinutes(1)).map(ZonedDateTime::toLocalDateTime);
  }

  /** The first time that is after the given one. */
  Optional<LocalDateTime> after(LocalDateTime time) {
    return times.nextExecution(minute(time)).map(ZonedDateTime::toLocalDateTime);
  }

  /** In a zone whose clocks never change; schedules know whole minutes only. */
  private static ZonedDateTime minute(LocalDateTime time) {
    return time.truncatedTo(ChronoUnit.MINUTES).atZone(ZoneOffset.UTC);
  }
}
