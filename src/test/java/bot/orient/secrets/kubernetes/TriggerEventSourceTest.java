package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TriggerEventSourceTest {

  private static final ResourceID ID = new ResourceID("app", "shop");

  /** Takes one event at a time, as JOSDK's does. */
  private static final class Handler implements EventHandler {
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void handleEvent(Event event) {
      events.add(event);
    }
  }

  private final Map<ResourceID, ConfigMap> cache = new ConcurrentHashMap<>();
  private final Handler handler = new Handler();
  private final TriggerEventSource<ConfigMap> triggers =
      new TriggerEventSource<>("triggers", id -> Optional.ofNullable(cache.get(id)));

  @BeforeEach
  void fill() {
    triggers.setEventHandler(handler);
    cache.put(
        ID,
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("app")
            .endMetadata()
            .build());
  }

  @Test
  void wakesAsTheWatchOfTheResourceDoes() {
    triggers.start();

    triggers.wake(ID);

    assertThat(handler.events).singleElement().isInstanceOf(ResourceEvent.class);
    assertThat(handler.events.get(0).getRelatedCustomResourceID()).isEqualTo(ID);
  }

  @Test
  void wakesNobodyBeforeTheControllerRuns() {
    triggers.wake(ID);

    assertThat(handler.events).isEmpty();
  }

  @Test
  void wakesNobodyThatIsNotThere() {
    triggers.start();

    triggers.wake(new ResourceID("other", "shop"));

    assertThat(handler.events).isEmpty();
  }

  /** JOSDK takes the event of a deletion just when somebody wants to wake the resource. */
  @Test
  void nobodyIsWokenAfterTheEventOfItsDeletion() throws InterruptedException {
    triggers.start();
    Thread waking = new Thread(() -> triggers.wake(ID));

    synchronized (handler) {
      waking.start();
      await("the waking thread to wait for its turn")
          .atMost(Duration.ofMinutes(1))
          .until(() -> waking.getState() == Thread.State.BLOCKED);
      cache.remove(ID);
    }
    waking.join();

    assertThat(handler.events).isEmpty();
  }
}
