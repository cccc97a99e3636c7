package bot.orient.secrets.admin;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.KeyConsumer;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Comparator;
import java.util.List;

/**
 * A resource that asks for a key, as its own status tells.
 *
 * @param granted whether its namespace may read the scope
 * @param dataKey null if it only looks whether there is a value
 * @param source where its value came from; null, like version, restart and message, while its
 *     status does not say
 * @param version null for other sources than the store
 * @param held null if it follows the store
 * @param ready the reason of its condition Ready; null while it has none
 * @param message what is wrong with the key or the resource; null if nothing is
 */
record ConsumerView(
    String kind,
    String namespace,
    String name,
    boolean granted,
    String secret,
    String dataKey,
    ValueSource source,
    Long version,
    HeldView held,
    RestartRule restart,
    String ready,
    String message,
    List<WorkloadView> workloads) {

  static final Comparator<ConsumerView> ORDER =
      Comparator.comparing(ConsumerView::namespace)
          .thenComparing(ConsumerView::kind)
          .thenComparing(ConsumerView::name)
          .thenComparing(view -> view.dataKey() == null ? "" : view.dataKey());

  /** A version that the key stays at, whatever is written. */
  record HeldView(long version, String reason) {}

  /**
   * A workload that uses the Secret.
   *
   * @param restartPending whether its pods are yet to get a change of the Secret, by a restart
   * @param message what it waits for, or what went wrong; null if there is nothing to tell
   */
  record WorkloadView(
      String kind,
      String name,
      WorkloadState state,
      boolean restartPending,
      String pods,
      String message) {

    static WorkloadView of(WorkloadStatus status) {
      return new WorkloadView(
          status.kind(),
          status.name(),
          status.state(),
          status.state() == WorkloadState.WAITING || status.state() == WorkloadState.RESTART_NEEDED,
          status.pods(),
          status.message());
    }
  }

  static ConsumerView of(KeyConsumer consumer, boolean granted) {
    return new ConsumerView(
        consumer.kind(),
        consumer.namespace(),
        consumer.name(),
        granted,
        consumer.secret(),
        consumer.dataKey().orElse(null),
        consumer.row().map(KeyStatus::source).orElse(null),
        consumer.row().map(KeyStatus::version).orElse(null),
        consumer.hold().map(held -> new HeldView(held.version(), held.reason())).orElse(null),
        consumer.row().map(KeyStatus::restart).orElse(null),
        consumer.ready().map(Condition::getReason).orElse(null),
        message(consumer),
        consumer.workloads().stream().map(WorkloadView::of).toList());
  }

  private static String message(KeyConsumer consumer) {
    return consumer
        .row()
        .map(KeyStatus::message)
        .or(
            () ->
                consumer
                    .ready()
                    .filter(ready -> !"True".equals(ready.getStatus()))
                    .map(Condition::getMessage))
        .orElse(null);
  }
}
