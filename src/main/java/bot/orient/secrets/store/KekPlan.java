package bot.orient.secrets.store;

import bot.orient.secrets.store.KekRegistry.Entry;
import bot.orient.secrets.store.KeyHolders.Holder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides on the rotation of the key-encryption key from what the database says.
 *
 * <p>A key is promoted once every running replica has it and none names the active key any more:
 * one that still did would at once rotate back. One rotation runs at a time.
 *
 * @param live the running replicas by name
 */
record KekPlan(List<Entry> registry, Map<String, Holder> live) {

  /**
   * The next step, as the replica sees it whose source names the given key.
   *
   * @param wanted registered
   */
  KekStep step(String wanted) {
    Optional<String> rotating = rotating();
    if (rotating.isPresent()) {
      return stepOf(rotating.get());
    }
    if (wanted.equals(active())) {
      return new KekStep.Rest();
    }
    if (state(wanted) == KekState.DESTROYED) {
      return new KekStep.Refused(
          "key-encryption key '"
              + wanted
              + "' was destroyed and is not taken into use again: name '"
              + active()
              + "' or a new key in 'active' of the key source");
    }
    return new KekStep.Begin(wanted);
  }

  private KekStep stepOf(String target) {
    Collection<Holder> holders = live.values();
    if (holders.stream().noneMatch(holder -> holder.held().contains(target))
        || holders.stream().allMatch(holder -> active().equals(holder.wanted()))) {
      return new KekStep.GiveUp(target);
    }
    List<String> reasons = new ArrayList<>();
    live.forEach(
        (instance, holder) -> {
          if (!holder.held().contains(target)) {
            reasons.add(instance + " has not loaded it");
          } else if (active().equals(holder.wanted())) {
            reasons.add("the key source of " + instance + " still names '" + active() + "'");
          }
        });
    return reasons.isEmpty() ? new KekStep.Promote(target) : new KekStep.Wait(target, reasons);
  }

  /** Why a key that some replica's source names is not rotated to now, if so. */
  Optional<String> refusal() {
    return rotating()
        .flatMap(
            target ->
                live.values().stream()
                    .map(Holder::wanted)
                    .filter(wanted -> wanted != null && !wanted.equals(target))
                    .filter(wanted -> !wanted.equals(active()))
                    .min(String::compareTo)
                    .map(
                        wanted ->
                            "rotation to key-encryption key '"
                                + wanted
                                + "' is refused while the one to '"
                                + target
                                + "' is under way; it begins by itself when that one is done. To"
                                + " give '"
                                + target
                                + "' up, take it out of the key source"));
  }

  /** Where things stand, for a person. */
  KekStatus status() {
    List<String> messages = new ArrayList<>();
    rotating()
        .map(this::stepOf)
        .ifPresent(
            step -> {
              if (step instanceof KekStep.Wait wait) {
                messages.add(wait.message());
              }
            });
    refusal().ifPresent(messages::add);
    live.forEach(
        (instance, holder) -> {
          if (holder.problem() != null) {
            messages.add(instance + ": " + holder.problem());
          }
        });
    Map<String, KekState> states = new TreeMap<>();
    registry.forEach(entry -> states.put(entry.kekId(), entry.state()));
    return new KekStatus(states, rotating(), messages);
  }

  /** Why a key must not be destroyed now, if so. */
  Optional<String> whyNotDestroyable(String kekId) {
    Optional<Entry> found =
        registry.stream().filter(entry -> entry.kekId().equals(kekId)).findFirst();
    if (found.isEmpty()) {
      return Optional.of("the store knows no key-encryption key '" + kekId + "'");
    }
    Entry entry = found.get();
    if (entry.state() == KekState.ACTIVE || entry.rotating()) {
      return Optional.of(
          "key-encryption key '"
              + kekId
              + "' is in use or about to be: rotate to another one first");
    }
    if (entry.needed()) {
      return Optional.of(
          "data keys are still wrapped with key-encryption key '"
              + kekId
              + "': keep it in the key source, and see the log for those that could not be wrapped"
              + " anew");
    }
    return Optional.empty();
  }

  String active() {
    return registry.stream()
        .filter(entry -> entry.state() == KekState.ACTIVE)
        .map(Entry::kekId)
        .findFirst()
        .orElse("");
  }

  Optional<String> rotating() {
    return registry.stream().filter(Entry::rotating).map(Entry::kekId).findFirst();
  }

  private KekState state(String kekId) {
    return registry.stream()
        .filter(entry -> entry.kekId().equals(kekId))
        .map(Entry::state)
        .findFirst()
        .orElse(KekState.STAGED);
  }
}
