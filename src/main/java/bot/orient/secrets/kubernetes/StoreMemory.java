package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.Anchor;
import bot.orient.secrets.store.AnchorSource;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.StoreContinuity;
import bot.orient.secrets.sync.StoreRecord;
import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster remembers of the store: which one it is, and how far its audit trail was. It
 * lies in a ConfigMap in the operator's namespace, and lets nothing be projected from another store
 * before a person accepts that.
 */
final class StoreMemory implements KnownStore, AnchorSource {

  private static final Logger log = LoggerFactory.getLogger(StoreMemory.class);

  private final StoreRecordMap map;
  private final SecretStore store;
  private final EventRecorder events;
  private final Runnable accepted;
  private volatile State state = new Unread("it was not read yet");
  private String told = "";

  /** The ConfigMap may be refused again and again after that. */
  private String recorded = "";

  private sealed interface State {}

  private record Unread(String why) implements State {}

  /** Of the ConfigMap; empty when it is not there yet. */
  private record Read(Optional<StoreRecord> record) implements State {}

  /**
   * @param accepted is run after a person accepted what the store has now
   */
  StoreMemory(StoreRecordMap map, SecretStore store, EventRecorder events, Runnable accepted) {
    this.map = map;
    this.store = store;
    this.events = events;
    this.accepted = accepted;
  }

  @Override
  public Optional<SyncOutcome> obstacle() {
    if (state instanceof Unread unread) {
      return Optional.of(
          new SyncOutcome.Postponed(
              "StoreUnconfirmed",
              "it is not known which store the Secrets come from: "
                  + map.name()
                  + " says so, and "
                  + unread.why()
                  + "; the Secret stays as it is"));
    }
    return remembered().flatMap(this::obstacle);
  }

  /** The command stands here too: the event that tells it is gone after an hour. */
  private Optional<SyncOutcome> obstacle(StoreRecord known) {
    StoreContinuity.Present present =
        new StoreContinuity.Present(store.id(), Optional.empty(), true);
    return StoreContinuity.decide(Optional.of(known), present)
            instanceof StoreContinuity.Replaced replaced
        ? Optional.of(
            new SyncOutcome.Postponed(
                "StoreReplaced",
                "the database has another store than the one the Secrets come from (%s); the Secret stays as it is. Give the operator that one"
                        .formatted(known.store())
                    + map.howToAccept(replaced.code())))
        : Optional.empty();
  }

  @Override
  public StoreView view(String scope) {
    return new StoreView(
        scope, store.fingerprinter(), remembered().map(StoreRecord::epoch).orElse(0L));
  }

  @Override
  public List<Anchor> anchors() {
    return remembered().flatMap(StoreRecord::anchor).stream().toList();
  }

  /**
   * Compares store and record, and moves the record on. Call it before anything is projected, and
   * again and again.
   */
  synchronized void look() {
    try {
      Optional<ConfigMap> there = map.read();
      // One that was deleted or damaged is made again, as it was.
      Optional<StoreRecord> known = there.flatMap(StoreRecordMap::record).or(this::remembered);
      if (there.isPresent() && known.isEmpty()) {
        state =
            new Unread(
                "its data is damaged: put it right, or delete it, which accepts the store as it is now");
        return;
      }
      state = new Read(known);
      compare(there, known);
    } catch (KubernetesClientException e) {
      if (state instanceof Unread) {
        state =
            new Unread(
                "the API server does not give it to the operator (HTTP %d): it must be able to get, create and patch it"
                    .formatted(e.getCode()));
      }
      log.warn("{} cannot be kept: HTTP {}; it is tried again", map.name(), e.getCode());
    } catch (StoreException e) {
      log.debug("the store cannot be compared with {}", map.name(), e);
    }
  }

  /** Only reads what is remembered: for a replica that does not lead. */
  synchronized void read() {
    try {
      map.read()
          .flatMap(StoreRecordMap::record)
          .ifPresent(record -> state = new Read(Optional.of(record)));
    } catch (KubernetesClientException e) {
      if (state instanceof Unread) {
        log.warn(
            "{} cannot be read (HTTP {}): until it can, verify knows no seals that the cluster remembers",
            map.name(),
            e.getCode());
      }
    }
  }

  private Optional<StoreRecord> remembered() {
    return state instanceof Read read ? read.record() : Optional.empty();
  }

  private void compare(Optional<ConfigMap> there, Optional<StoreRecord> known) {
    StoreContinuity continuity = StoreContinuity.decide(known, present(known));
    if (continuity instanceof StoreContinuity.Continues continues) {
      told = "";
      write(there, continues.next());
    } else if (continuity instanceof StoreContinuity.WentBack wentBack) {
      settle(
          there,
          "StoreRolledBack",
          "the store lost seal %d of its audit trail: its database was put back to an older state, failed over to a standby that lagged, or its trail was changed. Keys that lost a version keep their projected values"
              .formatted(wentBack.remembered().anchor().orElseThrow().sealNumber()),
          wentBack.code(),
          wentBack.remembered().anchor(),
          wentBack.afterAcceptance());
    } else if (continuity instanceof StoreContinuity.Replaced replaced) {
      settle(
          there,
          "StoreReplaced",
          "the database has store %s, and the Secrets come from store %s. Nothing is projected; give the operator the right database"
              .formatted(replaced.afterAcceptance().store(), replaced.remembered().store()),
          replaced.code(),
          Optional.empty(),
          replaced.afterAcceptance());
    }
  }

  private StoreContinuity.Present present(Optional<StoreRecord> known) {
    return new StoreContinuity.Present(
        store.id(),
        store.sealing().anchor(),
        known.flatMap(StoreRecord::anchor).map(store::holds).orElse(true));
  }

  /** Goes on with the store as it is if a person said so, else says what is wrong, once. */
  private void settle(
      Optional<ConfigMap> there,
      String reason,
      String message,
      String code,
      Optional<Anchor> lost,
      StoreRecord afterAcceptance) {
    ConfigMap configMap = there.orElseGet(map::empty);
    Map<String, String> annotations = configMap.getMetadata().getAnnotations();
    if (annotations != null && code.equals(annotations.get(Markers.ACKNOWLEDGE_RESTORE))) {
      if (!code.equals(recorded)) {
        store.acknowledgeStoreRestore(
            lost,
            new Actor(
                FieldManagers.ofAnnotation(configMap, Markers.ACKNOWLEDGE_RESTORE),
                Actor.Kind.FIELD_MANAGER,
                map.name()));
        recorded = code;
      }
      write(there, afterAcceptance);
      events.normal(configMap, "RestoreAcknowledged", "the store is accepted as it is now");
      accepted.run();
    } else if (!code.equals(told)) {
      events.warning(configMap, reason, message + map.howToAccept(code));
      told = code;
    }
  }

  private void write(Optional<ConfigMap> there, StoreRecord next) {
    boolean same = there.map(ConfigMap::getData).filter(next::isIn).isPresent();
    if (!same) {
      map.write(there, next);
    }
    state = new Read(Optional.of(next));
  }
}
