package bot.orient.secrets.kms;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.kms.v2.KeyManagementServiceGrpc.KeyManagementServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a plugin, each within its deadline, and says what its failures mean. After one that took
 * its time the next calls fail at once for a second, so that many callers do not each wait.
 */
final class KmsCalls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KmsCalls.class);

  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final KmsConnection connection;
  private final String plugin;
  private final Duration deadline;
  private final LongSupplier nanoTime;
  private volatile Failure failure;

  /**
   * @param plugin what messages call it
   * @param nanoTime of {@link System#nanoTime}
   */
  KmsCalls(KmsEndpoint endpoint, String plugin, Duration deadline, LongSupplier nanoTime) {
    this.connection = new KmsConnection(endpoint, deadline.toMillis());
    this.plugin = plugin;
    this.deadline = deadline;
    this.nanoTime = nanoTime;
  }

  /**
   * @param what the method, for messages
   * @param uid the id of the request, by which the plugin's own log can be searched
   * @throws KeyServiceUnavailableException when the plugin does not answer or refuses
   * @throws KekUnavailableException when it speaks another language
   */
  <T> T call(String what, String uid, Function<KeyManagementServiceBlockingStub, T> method) {
    Failure recent = failure;
    if (recent != null && nanoTime.getAsLong() - recent.atNanos() < PAUSE_NANOS) {
      throw new KeyServiceUnavailableException(recent.message());
    }
    try {
      T answer = method.apply(connection.stub());
      failure = null;
      return answer;
    } catch (StatusRuntimeException e) {
      // The plugin's own words are not repeated: it knows what it was to encrypt.
      LOG.debug("{}: {} of request {} failed: {}", plugin, what, uid, e.getStatus().getCode());
      throw translated(what, e.getStatus());
    }
  }

  private KekUnavailableException translated(String what, Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> {
        connection.renew();
        yield silent(
            plugin
                + " does not answer: check that it runs, that its socket is mounted into the"
                + " operator's pod and that the operator's user may write to it");
      }
      case DEADLINE_EXCEEDED ->
          silent(
              plugin
                  + " does not answer within "
                  + deadline.toSeconds()
                  + " s: check its log and its way to the key service");
      case UNIMPLEMENTED ->
          new KekUnavailableException(
              plugin + " does not know " + what + " of KMS v2: update it; KMS v1 is not enough");
      case RESOURCE_EXHAUSTED ->
          new KekUnavailableException(
              plugin
                  + " answers "
                  + what
                  + " with more than the contract allows, or is out of resources: check its log,"
                  + " and correct or update the plugin");
      default ->
          new KeyServiceUnavailableException(
              plugin
                  + " refuses "
                  + what
                  + " ("
                  + status.getCode()
                  + "): its log says why; check that it may use its key, and that the key is enabled"
                  + " and is the one the store was written with");
    };
  }

  private KeyServiceUnavailableException silent(String message) {
    failure = new Failure(message, nanoTime.getAsLong());
    return new KeyServiceUnavailableException(message);
  }

  @Override
  public void close() {
    connection.close();
  }

  private record Failure(String message, long atNanos) {}
}
