package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Wakes resources with events as the primary's own watch sends them.
 *
 * <p>JOSDK ignores every other kind of event for a resource that it believes deleted, and it
 * believes so for ever when a resource was deleted and created again during one reconciliation
 * (5.2.3; upstream pull request 3614).
 */
final class TriggerEventSource<P extends HasMetadata> extends SimpleInboundEventSource<P> {

  TriggerEventSource(String name) {
    super(name);
  }

  void wake(P resource) {
    if (isRunning()) {
      getEventHandler()
          .handleEvent(
              new ResourceEvent(
                  ResourceAction.UPDATED, ResourceID.fromResource(resource), resource));
    }
  }
}
