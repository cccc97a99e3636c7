package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Connections to the API server that suit an operator.
 *
 * <p>ChaCha20-Poly1305 (RFC 8439) is asked for first. The image's JVM has the quick compiler only,
 * which does not use the processor's instructions for AES: lists of ten thousand objects are
 * decrypted four times as fast like this. A server that has only AES gets AES.
 *
 * <p>Connections that are lost without a word are noticed, see {@link SilenceAwareHttpClient}.
 */
final class ApiServerHttpClientFactory extends JdkHttpClientFactory {

  private static final Comparator<String> CHACHA_FIRST =
      Comparator.comparing(suite -> !suite.contains("_CHACHA20_POLY1305_"));

  private final Config config;

  /**
   * @param config of the client that is built
   */
  ApiServerHttpClientFactory(Config config) {
    this.config = config;
  }

  @Override
  protected SilenceAwareHttpClientBuilder createNewHttpClientBuilder() {
    return new SilenceAwareHttpClientBuilder(super.createNewHttpClientBuilder());
  }

  @Override
  protected void additionalConfig(HttpClient.Builder builder) {
    // Its own context: Java's default one would read all of Java's certificates once more.
    ((SilenceAwareHttpClientBuilder) builder)
        .context()
        .map(this::parameters)
        .ifPresent(builder::sslParameters);
  }

  private SSLParameters parameters(SSLContext context) {
    SSLParameters tls = context.getDefaultSSLParameters();
    tls.setCipherSuites(
        Stream.of(tls.getCipherSuites()).sorted(CHACHA_FIRST).toArray(String[]::new));
    // These parameters replace the ones that have the versions.
    if (config.getTlsVersions() != null && config.getTlsVersions().length > 0) {
      tls.setProtocols(
          Stream.of(config.getTlsVersions()).map(TlsVersion::javaName).toArray(String[]::new));
    }
    return tls;
  }
}
