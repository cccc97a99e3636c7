package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.SecretHistory;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.KeyConsumer;
import bot.orient.secrets.sync.KeyConsumers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the value of a key comes from, and who gets it. */
final class ExplainEndpoint {

  private final SecretStore store;
  private final KeyConsumers consumers;
  private final SecretViews views;
  private final Fallbacks fallbacks;
  private final ConsumerSight sight;

  ExplainEndpoint(
      SecretStore store,
      KeyConsumers consumers,
      SecretViews views,
      Fallbacks fallbacks,
      ConsumerSight sight) {
    this.store = store;
    this.consumers = consumers;
    this.views = views;
    this.fallbacks = fallbacks;
    this.sight = sight;
  }

  Answer explain(ExplainRequest request, Actor actor) {
    SecretAddress secret = request.secret();
    Optional<SecretHistory> history = store.history(secret.scope(), secret.key());
    List<KeyConsumer> all = consumers.of(secret.scope(), secret.key());
    if (history.isEmpty() && all.isEmpty() && !views.hasSlot(secret.key())) {
      throw SecretEndpoints.unknown(secret);
    }
    Set<String> readers = new HashSet<>(store.grants(secret.scope()));
    readers.add(secret.scope());
    List<KeyConsumer> visible = sight.visible(request.caller(), secret.scope(), all);
    return Answers.ok(
        Explanation.of(
            secret,
            history,
            fallbacks.sources(secret.key()),
            visible.stream()
                .map(consumer -> ConsumerView.of(consumer, readers.contains(consumer.namespace())))
                .sorted(ConsumerView.ORDER)
                .toList(),
            all.size() - visible.size()));
  }
}
