package bot.orient.secrets.kubernetes;

import bot.orient.secrets.kubernetes.RestartMeter.Event;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadMarks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * Counts restarts where they are written down. The API server takes each mark once, however often
 * it is tried, so each is counted once.
 */
record MeasuredMarks(MarksWriter writer, RestartMeter meter) implements MarksWriter {

  @Override
  public void apply(HasMetadata workload, WorkloadMarks marks) {
    WorkloadMarks before = WorkloadMarks.of(Workload.of(workload));
    writer.apply(workload, marks);
    if (marks.restartHash().isPresent() && !marks.restartHash().equals(before.restartHash())) {
      meter.count(Event.STARTED);
    }
    Optional<RolloutRecord.Phase> phase = marks.rollout().map(RolloutRecord::phase);
    if (!phase.equals(before.rollout().map(RolloutRecord::phase))) {
      phase.filter(RolloutRecord.Phase.DONE::equals).ifPresent(done -> meter.count(Event.FINISHED));
      phase
          .filter(RolloutRecord.Phase.FAILED::equals)
          .ifPresent(failed -> meter.count(Event.FAILED));
    }
  }
}
