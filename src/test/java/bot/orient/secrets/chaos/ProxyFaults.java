package bot.orient.secrets.chaos;

import bot.orient.secrets.chaos.ProxyFault.AnswerLost;
import bot.orient.secrets.chaos.ProxyFault.Late;
import bot.orient.secrets.chaos.ProxyFault.None;
import bot.orient.secrets.chaos.ProxyFault.Refused;
import bot.orient.secrets.chaos.ProxyFault.RequestLost;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Draws the fault of each request. The order of requests is the operator's, so a seed repeats how
 * often each fault comes, not which request it meets.
 */
final class ProxyFaults {

  private static final List<Integer> CODES = List.of(409, 429, 500, 503);
  private static final int HUNDRED = 100;
  private static final int SHORT_WAIT_MILLIS = 400;
  private static final int TIMEOUT_MILLIS = 12_000;

  private final Map<String, Integer> dealt = new TreeMap<>();
  private Random random = new Random(0);
  private int percent;
  private int slownessMillis;

  /**
   * From now on.
   *
   * @param share of the requests that meet a fault, 0 to 100
   */
  synchronized void begin(long seed, int share) {
    random = new Random(seed);
    percent = share;
  }

  synchronized void end() {
    percent = 0;
  }

  /** Each request waits so long, whatever else happens to it; 0 for not at all. */
  synchronized void slowDown(int millis) {
    slownessMillis = millis;
  }

  synchronized int slownessMillis() {
    return slownessMillis;
  }

  synchronized ProxyFault next() {
    if (percent == 0 || random.nextInt(HUNDRED) >= percent) {
      return new None();
    }
    ProxyFault fault = draw();
    dealt.merge(name(fault), 1, Integer::sum);
    return fault;
  }

  private ProxyFault draw() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> new Refused(CODES.get(random.nextInt(CODES.size())));
      case 4 -> new RequestLost();
      case 5, 6 -> new AnswerLost();
      case 7, 8 -> new Late(random.nextInt(SHORT_WAIT_MILLIS));
      default -> new Late(random.nextInt(4) == 0 ? TIMEOUT_MILLIS : 2 * SHORT_WAIT_MILLIS);
    };
  }

  private static String name(ProxyFault fault) {
    return fault instanceof Refused refused
        ? Integer.toString(refused.code())
        : fault.getClass().getSimpleName();
  }

  /** How often each fault came, since this was asked last. */
  synchronized Map<String, Integer> takeDealt() {
    Map<String, Integer> taken = new TreeMap<>(dealt);
    dealt.clear();
    return taken;
  }
}
