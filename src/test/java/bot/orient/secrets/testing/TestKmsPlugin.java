package bot.orient.secrets.testing;

import bot.orient.secrets.kms.v2.DecryptRequest;
import bot.orient.secrets.kms.v2.DecryptResponse;
import bot.orient.secrets.kms.v2.EncryptRequest;
import bot.orient.secrets.kms.v2.EncryptResponse;
import bot.orient.secrets.kms.v2.KeyManagementServiceGrpc;
import bot.orient.secrets.kms.v2.StatusRequest;
import bot.orient.secrets.kms.v2.StatusResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.TextFormat;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A small plugin of Kubernetes KMS v2 on a unix socket, with AES-256-GCM inside. Its keys live as
 * long as it does, also while it is stopped; it can be made to misbehave in every way a test wants.
 */
public final class TestKmsPlugin implements AutoCloseable {

  public static final String FIRST_KEY = "key-1";

  private static final String NONCE = "nonce.kms.example.test";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Path socket;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final SecureRandom random = new SecureRandom();
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
  private final Set<String> disabled = ConcurrentHashMap.newKeySet();
  private final Queue<byte[]> plaintexts = new ConcurrentLinkedQueue<>();
  private final AtomicInteger encrypted = new AtomicInteger();
  private final AtomicInteger decrypted = new AtomicInteger();

  private volatile String writeKey;
  private volatile UnaryOperator<StatusResponse> status;
  private volatile UnaryOperator<EncryptResponse> encryption;
  private volatile UnaryOperator<DecryptResponse> decryption;
  private volatile CountDownLatch frozen;
  private Server server;

  private TestKmsPlugin(Path socket) {
    this.socket = socket;
    behave();
    rotateTo(FIRST_KEY);
  }

  public static TestKmsPlugin start(Path socket) {
    TestKmsPlugin plugin = new TestKmsPlugin(socket);
    plugin.start();
    return plugin;
  }

  public Path socket() {
    return socket;
  }

  public String endpoint() {
    return "unix://" + socket;
  }

  /** After {@link #stop()}; at the same socket, with the same keys. */
  public void start() {
    try {
      Files.deleteIfExists(socket);
      server =
          NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
              .channelType(EpollServerDomainSocketChannel.class)
              .bossEventLoopGroup(loop)
              .workerEventLoopGroup(loop)
              .addService(new Service())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void stop() {
    thaw();
    server.shutdownNow();
    try {
      server.awaitTermination();
      Files.deleteIfExists(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encrypts with a new key from now on; the older ones still decrypt. */
  public void rotateTo(String keyId) {
    keys.put(keyId, randomKey());
    writeKey = keyId;
  }

  /** Does not decrypt with this key any more, as if it were disabled. */
  public void disable(String keyId) {
    disabled.add(keyId);
  }

  public void enable(String keyId) {
    disabled.remove(keyId);
  }

  /** Keeps the id and makes another key for it, as a plugin that was set up anew would. */
  public void replaceKeys() {
    keys.replaceAll((id, key) -> randomKey());
  }

  public void answerStatus(UnaryOperator<StatusResponse> change) {
    status = change;
  }

  public void answerEncrypt(UnaryOperator<EncryptResponse> change) {
    encryption = change;
  }

  public void answerDecrypt(UnaryOperator<DecryptResponse> change) {
    decryption = change;
  }

  public void sayUnwell(String healthz) {
    answerStatus(answer -> answer.toBuilder().setHealthz(healthz).build());
  }

  public void behave() {
    status = UnaryOperator.identity();
    encryption = UnaryOperator.identity();
    decryption = UnaryOperator.identity();
  }

  /** Takes calls and answers none until {@link #thaw}. */
  public void freeze() {
    frozen = new CountDownLatch(1);
  }

  public void thaw() {
    CountDownLatch latch = frozen;
    frozen = null;
    if (latch != null) {
      latch.countDown();
    }
  }

  /** How often it encrypted. */
  public int encrypted() {
    return encrypted.get();
  }

  /** How often it was asked to decrypt. */
  public int decrypted() {
    return decrypted.get();
  }

  /** Whether a key that it was to encrypt can be read out of the text, in any spelling. */
  public boolean isGivenAwayBy(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return plaintexts.stream()
        .flatMap(
            key ->
                Stream.of(
                    HexFormat.of().formatHex(key),
                    Base64.getEncoder().encodeToString(key),
                    Arrays.toString(key),
                    TextFormat.escapeBytes(key)))
        .anyMatch(spelling -> lower.contains(spelling.toLowerCase(Locale.ROOT)));
  }

  @Override
  public void close() {
    if (!server.isShutdown()) {
      stop();
    }
    loop.shutdownGracefully();
  }

  private byte[] randomKey() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return key;
  }

  private byte[] crypt(int mode, String keyId, byte[] nonce, byte[] input)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(keys.get(keyId), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(keyId.getBytes(StandardCharsets.UTF_8));
    return cipher.doFinal(input);
  }

  private final class Service extends KeyManagementServiceGrpc.KeyManagementServiceImplBase {

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
      answer(
          observer,
          status.apply(
              StatusResponse.newBuilder()
                  .setVersion("v2")
                  .setHealthz("ok")
                  .setKeyId(writeKey)
                  .build()));
    }

    @Override
    public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> observer) {
      encrypted.incrementAndGet();
      plaintexts.add(request.getPlaintext().toByteArray());
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      String keyId = writeKey;
      try {
        byte[] sealed =
            crypt(Cipher.ENCRYPT_MODE, keyId, nonce, request.getPlaintext().toByteArray());
        answer(
            observer,
            encryption.apply(
                EncryptResponse.newBuilder()
                    .setKeyId(keyId)
                    .setCiphertext(ByteString.copyFrom(sealed))
                    .putAnnotations(NONCE, ByteString.copyFrom(nonce))
                    .build()));
      } catch (GeneralSecurityException e) {
        observer.onError(Status.INTERNAL.asRuntimeException());
      }
    }

    @Override
    public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> observer) {
      decrypted.incrementAndGet();
      if (!keys.containsKey(request.getKeyId()) || disabled.contains(request.getKeyId())) {
        observer.onError(
            Status.NOT_FOUND.withDescription("planted: no such key").asRuntimeException());
        return;
      }
      try {
        byte[] opened =
            crypt(
                Cipher.DECRYPT_MODE,
                request.getKeyId(),
                request.getAnnotationsOrThrow(NONCE).toByteArray(),
                request.getCiphertext().toByteArray());
        answer(
            observer,
            decryption.apply(
                DecryptResponse.newBuilder().setPlaintext(ByteString.copyFrom(opened)).build()));
      } catch (GeneralSecurityException e) {
        observer.onError(
            Status.INTERNAL.withDescription("planted: does not decrypt").asRuntimeException());
      }
    }

    private <T extends MessageLite> void answer(StreamObserver<T> observer, T answer) {
      CountDownLatch latch = frozen;
      try {
        if (latch != null) {
          latch.await();
        }
        observer.onNext(answer);
        observer.onCompleted();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        // The caller did not wait for it.
        observer.onError(Status.CANCELLED.asRuntimeException());
      }
    }
  }
}
