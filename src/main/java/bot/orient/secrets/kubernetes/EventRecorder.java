package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells people what happened, as Events of the object it happened to. Callers record transitions
 * only, so that an unchanged world makes no Events. They are written a moment later.
 */
final class EventRecorder implements EventLog, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

  /** Kubernetes refuses longer notes in events.k8s.io/v1; the same bound keeps core/v1 readable. */
  static final int MAX_MESSAGE = 1024;

  /** What is to be done about it stands at the end of a message. */
  private static final int END_OF_MESSAGE = 600;

  private static final String GAP = " ... ";

  private final KubernetesClient client;
  private final Clock clock;
  private final EventQueue queue;

  /**
   * @param busy whether there is work that Events are not to delay
   */
  EventRecorder(KubernetesClient client, Clock clock, BooleanSupplier busy) {
    this.client = client;
    this.clock = clock;
    this.queue = new EventQueue(this::write, busy);
  }

  @Override
  public void normal(HasMetadata object, String reason, String message) {
    record(object, "Normal", reason, message);
  }

  @Override
  public void warning(HasMetadata object, String reason, String message) {
    record(object, "Warning", reason, message);
  }

  private void record(HasMetadata object, String type, String reason, String message) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    log.atLevel(type.equals("Warning") ? Level.WARN : Level.INFO)
        .log("{}/{}: {} {}: {}", namespace, name, object.getKind(), reason, message);
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    queue.add(
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withGenerateName(shortened(name, 200) + ".")
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(object.getApiVersion())
            .withKind(object.getKind())
            .withNamespace(namespace)
            .withName(name)
            .withUid(object.getMetadata().getUid())
            .withResourceVersion(object.getMetadata().getResourceVersion())
            .endInvolvedObject()
            .withType(type)
            .withReason(reason)
            .withMessage(note(message))
            .withNewSource()
            .withComponent(Markers.FIELD_MANAGER)
            .endSource()
            .withReportingComponent(Markers.FIELD_MANAGER)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build());
  }

  /** An Event that cannot be written must not stop those that come after it. */
  private void write(Event event) {
    try {
      client.v1().events().inNamespace(event.getMetadata().getNamespace()).resource(event).create();
    } catch (RuntimeException e) {
      log.debug(
          "{}/{}: event {} not recorded: {}",
          event.getMetadata().getNamespace(),
          event.getInvolvedObject().getName(),
          event.getReason(),
          e instanceof KubernetesClientException answer
              ? "HTTP " + answer.getCode()
              : e.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    queue.close();
  }

  /** A message that is too long loses its middle. */
  static String note(String message) {
    if (message.length() <= MAX_MESSAGE) {
      return message;
    }
    int beginning = MAX_MESSAGE - GAP.length() - END_OF_MESSAGE;
    return message.substring(0, beginning)
        + GAP
        + message.substring(message.length() - END_OF_MESSAGE);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
