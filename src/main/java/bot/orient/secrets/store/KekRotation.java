package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KeyRing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One replica's part in the rotation of the key-encryption key: it loads what the key source holds,
 * tells the others what it has, and promotes the new key when all have it. Each {@link #look} may
 * be the last one: what is half done then is whole in the database, and another replica goes on.
 */
final class KekRotation {

  private static final Logger LOG = LoggerFactory.getLogger(KekRotation.class);

  private final Database database;
  private final KeyRing ring;
  private final KeySource source;
  private final SeedRewrap rewrap;
  private final AuditLog audit;
  private final String instance;
  private final Actor actor;
  private Optional<String> sourceProblem = Optional.empty();
  private String told = "";
  private boolean swept;

  KekRotation(Database database, StoreKeys keys, KekProvider provider, String instance) {
    this.database = database;
    this.ring = keys.ring();
    this.source = new KeySource(provider, keys);
    this.rewrap = new SeedRewrap(ring);
    this.audit = new AuditLog(keys.audit());
    this.instance = instance;
    this.actor = new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, source.description());
  }

  /** Looks at the key source and at the other replicas, and does what is next. */
  void look() {
    List<KekRegistry.Entry> registry =
        database.query("reading the key-encryption keys", KekRegistry::list);
    sourceProblem = source.refresh(registry);
    KekStep step = database.transaction("announcing keys", this::announce);
    List<String> news = new ArrayList<>();
    sourceProblem.ifPresent(news::add);
    if (!(step instanceof KekStep.Rest) || !swept) {
      news.addAll(database.transaction("rotating the key-encryption key", this::advance));
      swept = true;
    }
    tell(String.join("; ", news), sourceProblem.isPresent() || step instanceof KekStep.Refused);
  }

  private KekStep announce(Connection connection) throws SQLException {
    // Looked up once: a plugin may rotate its key at any moment.
    String wanted = ring.activeKekId();
    SortedSet<String> held = new TreeSet<>(ring.kekIds());
    held.add(wanted);
    // In order: two replicas that stage the same keys wait for each other in one direction only.
    for (String kekId : held) {
      if (KekRegistry.stage(connection, kekId, ring.checkValue(kekId))) {
        audit(connection, AuditLog.KEY_STAGE, kekId);
        LOG.info("key-encryption key '{}' is staged: it decrypts only, until promoted", kekId);
      }
    }
    KeyHolders.announce(
        connection, instance, new KeyHolders.Holder(held, wanted, sourceProblem.orElse(null)));
    KekPlan plan = plan(connection);
    return plan.refusal().isPresent()
        ? new KekStep.Refused(plan.refusal().get())
        : plan.step(wanted);
  }

  /**
   * Takes all steps that can be taken now, in one transaction, with all replicas held off.
   *
   * @return what is to be told, empty when nothing is left to do
   */
  private List<String> advance(Connection connection) throws SQLException {
    KekRegistry.lockAll(connection);
    KekPlan plan = plan(connection);
    KekStep step = plan.step(ring.activeKekId());
    if (step instanceof KekStep.Begin begin) {
      KekRegistry.beginRotation(connection, begin.kekId());
      plan = plan(connection);
      step = plan.step(ring.activeKekId());
    }
    List<String> news = new ArrayList<>();
    plan.refusal().ifPresent(news::add);
    if (step instanceof KekStep.GiveUp giveUp) {
      KekRegistry.endRotation(connection, giveUp.kekId());
      news.add("rotation to key-encryption key '" + giveUp.kekId() + "' was given up");
    } else if (step instanceof KekStep.Promote promote) {
      promote(connection, promote.kekId());
    } else if (step instanceof KekStep.Wait wait) {
      news.add(wait.message());
    } else if (step instanceof KekStep.Refused refused) {
      news.add(refused.reason());
    } else {
      // Seeds that an operator before rotation was known wrapped with several keys.
      warn(rewrap.run(connection, plan.active()));
    }
    return news;
  }

  private void promote(Connection connection, String kekId) throws SQLException {
    KekRegistry.promote(connection, kekId);
    SeedRewrap.Outcome outcome = rewrap.run(connection, kekId);
    audit(connection, AuditLog.KEY_PROMOTE, kekId);
    LOG.info(
        "promoting key-encryption key '{}': {} data keys are wrapped with it now",
        kekId,
        outcome.rewrapped());
    warn(outcome);
  }

  private static KekPlan plan(Connection connection) throws SQLException {
    return new KekPlan(KekRegistry.list(connection), KeyHolders.live(connection));
  }

  private void audit(Connection connection, String action, String kekId) throws SQLException {
    audit.add(connection, DataKeyTable.WHOLE_STORE, actor, AuditLog.Event.of(action, kekId));
  }

  private static void warn(SeedRewrap.Outcome outcome) {
    outcome.problems().forEach(problem -> LOG.warn("not wrapped anew: {}", problem));
  }

  /** Once until it changes. */
  private void tell(String news, boolean trouble) {
    if (!news.equals(told) && !news.isEmpty()) {
      LOG.atLevel(trouble ? Level.WARN : Level.INFO).log(news);
    }
    told = news;
  }

  /** Others need not wait for this replica any more. */
  void leave() {
    database.transaction(
        "withdrawing from the holders of keys",
        connection -> {
          KeyHolders.withdraw(connection, instance);
          KeyHolders.forgetGone(connection);
          return null;
        });
  }
}
