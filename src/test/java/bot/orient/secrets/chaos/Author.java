package bot.orient.secrets.chaos;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * People at work, who try again when something is away: they rotate, delete and restore keys, write
 * values that break pods, and edit OrientSecrets, as a seed says. The model hears of everything
 * first.
 */
final class Author {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int LONGEST_PAUSE_MILLIS = 450;

  private final KubernetesClient client;
  private final WrittenStore store;
  private final Model model;
  private final Values values;
  private final Chronicle chronicle;
  private final List<StoreKey> keys;
  private final List<StoreKey> extras;
  private final List<TestNamespace> namespaces;
  private final List<StoreKey> deleted = new ArrayList<>();
  private final Set<StoreKey> broken = new HashSet<>();
  private int numbers;
  private int writes;

  Author(
      KubernetesClient client,
      WrittenStore store,
      Model model,
      Values values,
      Chronicle chronicle,
      World world) {
    this.client = client;
    this.store = store;
    this.model = model;
    this.values = values;
    this.chronicle = chronicle;
    this.keys = world.keys();
    this.extras = world.extras();
    this.namespaces = world.namespaces();
  }

  /** What there is before the faults. */
  void setUp(World world) {
    namespaces.forEach(namespace -> store.grant(world.sharedScope(), namespace.name()));
    keys.forEach(this::rotate);
    extras.forEach(this::rotate);
    namespaces.forEach(namespace -> rotate(World.fragileKey(namespace)));
    world.secrets().forEach(this::edit);
    world.spies().forEach(spy -> apply(spy.toResource()));
    world
        .deployments()
        .forEach(
            deployment -> {
              model.plan(deployment);
              apply(deployment.toResource());
            });
  }

  /** How much was written since this was asked last. */
  int takeWrites() {
    int taken = writes;
    writes = 0;
    return taken;
  }

  /** Works for about so long, or until something went wrong; nothing is deleted in the end. */
  void work(Random random, int millis) throws InterruptedException {
    int left = millis;
    Map<TestNamespace, Integer> turns = new HashMap<>();
    namespaces.forEach(namespace -> turns.put(namespace, random.nextInt(millis)));
    while (left > 0 && chronicle.violations().isEmpty()) {
      int pause = random.nextInt(LONGEST_PAUSE_MILLIS);
      TimeUnit.MILLISECONDS.sleep(pause);
      left -= pause;
      act(random);
      for (TestNamespace namespace : namespaces) {
        if (turns.containsKey(namespace) && turns.get(namespace) >= left) {
          turns.remove(namespace);
          breakOrMend(namespace, random);
        }
      }
    }
    List.copyOf(deleted).forEach(this::restore);
  }

  private void act(Random random) {
    switch (random.nextInt(20)) {
      case 0, 1 -> delete(anyOf(keys, random));
      case 2, 3 -> {
        if (!deleted.isEmpty()) {
          restore(anyOf(deleted, random));
        }
      }
      case 4 -> rewrite(anyOf(keys, random));
      case 5, 6, 7 -> addOrRemoveExtra(random);
      case 8 -> editSettle(random);
      case 9, 10 -> rotate(anyOf(extras, random));
      default -> rotate(anyOf(keys, random));
    }
  }

  private static <T> T anyOf(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private void rotate(StoreKey key) {
    if (deleted.contains(key)) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      numbers++;
      String value = values.next(key, numbers);
      model.attempt(key, value);
      chronicle.tell("write " + values.name(value));
      if (store.put(key, value)) {
        model.acknowledge(key, value);
        writes++;
        return;
      }
      chronicle.tell("in doubt: " + values.name(value));
      pause(deadline);
    }
  }

  /** Once a round for each: what comes of a second change depends on how far the first one is. */
  private void breakOrMend(TestNamespace namespace, Random random) {
    StoreKey key = World.fragileKey(namespace);
    if (broken.remove(key)) {
      rotate(key);
      chronicle.tell("unpin " + key);
      model.release(key);
      untilDone(() -> unpin(namespace));
    } else if (random.nextBoolean()) {
      broken.add(key);
      writeBad(key);
    }
  }

  private void writeBad(StoreKey key) {
    numbers++;
    String value = values.nextBad(key, numbers);
    model.attemptBad(key, value);
    chronicle.tell("write " + values.name(value));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!store.put(key, value)) {
      pause(deadline);
    }
    writes++;
  }

  private static void pause(long deadline) {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("the store takes no writes any more");
    }
    WrittenStore.pause();
  }

  private void unpin(TestNamespace namespace) {
    client
        .resources(OrientSecret.class)
        .inNamespace(namespace.name())
        .withName(World.FRAGILE)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Markers.PINNED));
  }

  /** Writes what is there already, which must restart nothing. */
  private void rewrite(StoreKey key) {
    if (!deleted.contains(key)) {
      chronicle.tell("write again " + values.name(model.current(key)));
      store.put(key, model.current(key));
    }
  }

  private void delete(StoreKey key) {
    if (!deleted.contains(key)) {
      chronicle.tell("delete " + key);
      deleted.add(key);
      store.delete(key);
    }
  }

  private void restore(StoreKey key) {
    chronicle.tell("restore " + key);
    store.undelete(key);
    deleted.remove(key);
  }

  private void addOrRemoveExtra(Random random) {
    SecretPlan plan =
        anyOf(
            model.secrets().stream().filter(any -> any.name().equals(World.CHANGING)).toList(),
            random);
    String extra = anyOf(World.EXTRAS, random);
    edit(
        plan.keys().containsKey(extra)
            ? plan.without(extra)
            : plan.with(extra, RestartRule.ALWAYS));
  }

  private void editSettle(Random random) {
    edit(anyOf(model.secrets(), random).settling(1 + random.nextInt(3) + "s"));
  }

  private void edit(SecretPlan plan) {
    chronicle.tell("edit " + plan.address() + ": " + plan.keys().keySet() + " " + plan.settle());
    model.plan(plan);
    apply(plan.toResource());
  }

  private void apply(HasMetadata resource) {
    untilDone(
        () -> client.resource(resource).fieldManager("gitops").forceConflicts().serverSideApply());
  }

  private static void untilDone(Runnable request) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        request.run();
        return;
      } catch (KubernetesClientException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        WrittenStore.pause();
      }
    }
  }
}
