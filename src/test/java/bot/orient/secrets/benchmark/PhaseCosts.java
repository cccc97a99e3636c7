package bot.orient.secrets.benchmark;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * What the servers of store and cluster did in each phase, and for how long: printed, and put with
 * the results. That is for all who ask them, housekeeping and this benchmark among them.
 */
final class PhaseCosts {

  private static final int DEAREST = 6;

  private final ScaleCluster cluster;
  private final Results results;

  PhaseCosts(ScaleCluster cluster, Results results) {
    this.cluster = cluster;
    this.results = results;
  }

  /** Works, and tells what that cost. */
  <T> T of(String phase, Callable<T> work) throws Exception {
    try (StoreStatements statements = cluster.statements()) {
      statements.reset();
      ApiServerTimes before = ApiServerTimes.soFar(cluster.client());
      T result = work.call();
      tellStatements(phase, statements.all());
      tellRequests(phase, ApiServerTimes.soFar(cluster.client()).since(before));
      return result;
    }
  }

  private void tellStatements(String phase, List<StoreStatements.Cost> statements) {
    double millis = statements.stream().mapToDouble(StoreStatements.Cost::millis).sum();
    double planning = statements.stream().mapToDouble(StoreStatements.Cost::planMillis).sum();
    results.put(
        phase + "StoreCalls", statements.stream().mapToLong(StoreStatements.Cost::calls).sum());
    results.put(phase + "StoreMillis", millis);
    results.put(phase + "StorePlanningShare", planning / millis);
    List<StoreStatements.Cost> dearest = statements.stream().limit(DEAREST).toList();
    results.put(phase + "Statements", dearest);
    dearest.forEach(
        cost ->
            System.out.printf(
                "    store, %6.0f ms, %4.0f planning, %6d calls: %s%n",
                cost.millis(), cost.planMillis(), cost.calls(), cost.text()));
  }

  private void tellRequests(String phase, List<ApiServerTimes.Cost> requests) {
    List<ApiServerTimes.Cost> dearest = requests.stream().limit(DEAREST).toList();
    results.put(phase + "Requests", dearest);
    dearest.forEach(
        cost ->
            System.out.printf(
                "    API server, %6.1f s, %6d calls: %s%n",
                cost.seconds(), cost.calls(), cost.request()));
  }
}
