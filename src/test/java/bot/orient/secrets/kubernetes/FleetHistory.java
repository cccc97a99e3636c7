package bot.orient.secrets.kubernetes;

import bot.orient.secrets.kubernetes.SimulatedApi.Fault;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.WorkloadId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * One random history: what users, the API server, the controllers, the kubelets, the watches and
 * the operator do, in any order. Then all faults end, and what is left is looked at.
 */
final class FleetHistory {

  private static final int STEPS = 500;
  private static final int LONGEST = 4000;

  /** Rounds without any change; all together longer than any wait that ends by itself. */
  private static final int SILENCE = 30;

  private final Random random;
  private final SimulatedApi api = new SimulatedApi();
  private final ModelMemory memory = new ModelMemory();
  private final RestartSettings settings;
  private final SimulatedUsers users;
  private final SimulatedOperator operator;
  private boolean calm;

  FleetHistory(long seed) {
    this.random = new Random(seed);
    int cap = 1 + random.nextInt(4);
    this.settings =
        new RestartSettings(
            Duration.ofSeconds(3), cap, 1 + random.nextInt(cap), Duration.ofSeconds(40));
    SimulatedWorld world = new SimulatedWorld(random);
    world.fill(api);
    this.users = new SimulatedUsers(random, api, world, memory);
    this.operator = new SimulatedOperator(settings, api, () -> !calm && random.nextInt(4) == 0);
    api.witness(new ModelWitness(settings, api, memory, this::rules));
    api.tell(settings.toString());
    api.deployments.values().forEach(deployment -> api.tell(deployment.toString()));
    api.secrets.values().stream()
        .flatMap(all -> all.values().stream())
        .forEach(secret -> api.tell(secret.namespace + "/" + secret.name + " " + secret.rules));
  }

  private ModelRules rules() {
    return new ModelRules(api, operator.informers(), memory);
  }

  int restarts() {
    return api.restarts;
  }

  String story() {
    return String.join(System.lineSeparator(), api.story);
  }

  void run() {
    rest();
    for (int step = 0; step < STEPS; step++) {
      api.now = api.now.plusSeconds(random.nextInt(2));
      act();
    }
    users.tidyUp();
    rest();
    new ModelVerdict(settings, api, operator, memory, rules()).pronounce();
  }

  private void act() {
    int what = random.nextInt(100);
    if (what < 10) {
      users.act();
    } else if (what < 40) {
      some(api.controllers.values()).forEach(controller -> controller.step(api.now));
    } else if (what < 60) {
      deliver();
    } else if (what < 97) {
      api.fault = random.nextInt(12) == 0 ? randomFault() : Fault.NONE;
      some(operator.due()).forEach(operator::look);
      api.fault = Fault.NONE;
    } else if (what < 99) {
      operator.open();
    } else {
      api.tell("operator killed");
      operator.start();
    }
  }

  private Fault randomFault() {
    return Fault.values()[random.nextInt(Fault.values().length)];
  }

  private void deliver() {
    TreeSet<WorkloadId> ids = new TreeSet<>(SimulatedApi.ORDER);
    ids.addAll(api.deployments.keySet());
    ids.addAll(operator.informers().deployments.keySet());
    some(ids).forEach(operator::deliver);
    some(secrets()).forEach(operator.informers()::deliver);
  }

  private List<SimulatedSecret> secrets() {
    return api.secrets.values().stream().flatMap(all -> all.values().stream()).toList();
  }

  /** Most of them, in any order; all when there are no faults. */
  private <T> List<T> some(Iterable<T> all) {
    List<T> chosen = new ArrayList<>();
    all.forEach(
        one -> {
          if (calm || random.nextInt(3) > 0) {
            chosen.add(random.nextInt(chosen.size() + 1), one);
          }
        });
    return chosen;
  }

  /** Nothing fails, and nobody does anything, until nothing happens any more. */
  private void rest() {
    api.tell("calm");
    calm = true;
    operator.open();
    int silent = 0;
    for (int round = 0; silent < SILENCE; round++) {
      long before = api.version;
      api.now = api.now.plusSeconds(silent < 5 ? 1 : 10);
      api.controllers.values().forEach(controller -> controller.step(api.now));
      deliver();
      some(operator.due()).forEach(operator::look);
      silent = api.version == before ? silent + 1 : 0;
      if (round > LONGEST) {
        throw new AssertionError("does not come to rest");
      }
    }
    calm = false;
  }
}
