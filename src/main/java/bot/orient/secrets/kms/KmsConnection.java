package bot.orient.secrets.kms;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.kms.v2.KeyManagementServiceGrpc;
import bot.orient.secrets.kms.v2.KeyManagementServiceGrpc.KeyManagementServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelProvider.ProviderNotFoundException;
import java.util.concurrent.TimeUnit;

/**
 * The channel to a plugin. A new one is made after a failure: the old one would wait, for up to two
 * minutes, before it looked whether the plugin is back.
 */
final class KmsConnection implements AutoCloseable {

  /** Above the largest answer the contract allows, with room for its frame. */
  private static final int MOST_ANSWER_BYTES = 64 * 1024;

  private final KmsEndpoint endpoint;
  private final long deadlineMillis;
  private ManagedChannel channel;
  private boolean closed;

  KmsConnection(KmsEndpoint endpoint, long deadlineMillis) {
    this.endpoint = endpoint;
    this.deadlineMillis = deadlineMillis;
  }

  /** For one call. */
  synchronized KeyManagementServiceBlockingStub stub() {
    if (closed) {
      throw new KeyServiceUnavailableException(
          "the connection to the KMS plugin is closed: the operator is stopping");
    }
    if (channel == null) {
      channel = channel();
    }
    return KeyManagementServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
  }

  private ManagedChannel channel() {
    try {
      return Grpc.newChannelBuilder(endpoint.toString(), InsecureChannelCredentials.create())
          // Servers in Go refuse the escaped path that it would be.
          .overrideAuthority("localhost")
          .maxInboundMessageSize(MOST_ANSWER_BYTES)
          .disableRetry()
          .build();
    } catch (ProviderNotFoundException e) {
      throw new KekUnavailableException(
          "unix sockets cannot be used here: they need Linux on x86-64 or arm64, and a directory"
              + " for temporary files (java.io.tmpdir) that can be written to and is not mounted"
              + " noexec, for Netty's native library",
          e);
    }
  }

  /** Calls under way may end on the old channel. */
  synchronized void renew() {
    if (channel != null) {
      channel.shutdown();
      channel = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }
}
