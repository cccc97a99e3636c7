package bot.orient.secrets.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a feed told. */
final class RecordingListener implements FeedListener {

  final List<Change> changes = new CopyOnWriteArrayList<>();

  /** {@code available} or the reason of an outage, in order. */
  final List<String> states = new CopyOnWriteArrayList<>();

  @Override
  public void onChanges(List<Change> told, Duration oldest) {
    changes.addAll(told);
  }

  @Override
  public void onAvailable() {
    states.add("available");
  }

  @Override
  public void onUnavailable(String reason) {
    states.add(reason);
  }

  List<String> names() {
    return changes.stream().map(Change::name).toList();
  }
}
