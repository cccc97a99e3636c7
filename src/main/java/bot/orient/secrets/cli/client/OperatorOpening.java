package bot.orient.secrets.cli.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Opens sessions with the real operator. The kubeconfig is read only where it is needed, since that
 * takes time.
 */
final class OperatorOpening implements Opening {

  /** RFC 6750. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  @Override
  public Session session(ConnectionOptions options, boolean scoped) {
    Lazily cluster = new Lazily(options);
    String token = options.tokenFile == null ? cluster.get().token() : tokenIn(options);
    String scope = options.scope == null && scoped ? cluster.get().namespace() : options.scope;
    ServerAddress address =
        options.server == null
            ? forwarded(options, cluster.get())
            : direct(options, cluster::close);
    return new Session(scope, new HttpApi(address, token));
  }

  @Override
  public Cluster cluster(ConnectionOptions options) {
    return KubernetesCluster.of(options.kubeconfig, options.context, options.audience);
  }

  private final class Lazily {
    private final ConnectionOptions options;
    private Cluster cluster;

    Lazily(ConnectionOptions options) {
      this.options = options;
    }

    Cluster get() {
      if (cluster == null) {
        cluster = cluster(options);
      }
      return cluster;
    }

    void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  private static ServerAddress direct(ConnectionOptions options, Runnable end) {
    return new ServerAddress(
        address(options.server),
        trust(options, Trust.system(), options.certificateAuthority, false),
        end);
  }

  private static ServerAddress forwarded(ConnectionOptions options, Cluster cluster) {
    Cluster.PortForward forward = cluster.forward(options.operatorNamespace);
    return new ServerAddress(
        "https://127.0.0.1:" + forward.port(),
        trust(options, Trust.endOfPortForward(), options.certificateAuthority, true),
        () -> {
          forward.close();
          cluster.close();
        });
  }

  private static SSLContext trust(
      ConnectionOptions options, SSLContext usual, Path authority, boolean anyHost) {
    if (options.fingerprint != null && authority != null) {
      throw ClientException.usage("give --certificate-authority or --fingerprint, not both");
    }
    if (options.fingerprint != null) {
      return Trust.fingerprint(options.fingerprint);
    }
    if (authority == null) {
      return usual;
    }
    return anyHost ? Trust.authorityOfAnyHost(authority) : Trust.authority(authority);
  }

  private static String address(String server) {
    try {
      URI uri = URI.create(server);
      boolean plain =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && List.of("", "/").contains(String.valueOf(uri.getRawPath()));
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && plain) {
        return "https://" + uri.getRawAuthority();
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw ClientException.usage("--server: expected https://HOST:PORT");
  }

  private static String tokenIn(ConnectionOptions options) {
    Path file = options.tokenFile;
    try {
      String token = Files.readString(file).strip();
      if (TOKEN.matcher(token).matches()) {
        return token;
      }
    } catch (IOException e) {
      throw ClientException.usage("--token-file: cannot read " + file);
    }
    throw ClientException.usage(
        "--token-file: "
            + file
            + " has no token; write one with: kubectl create token SERVICE_ACCOUNT --audience "
            + options.audience);
  }
}
