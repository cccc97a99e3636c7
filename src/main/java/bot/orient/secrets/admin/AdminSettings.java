package bot.orient.secrets.admin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the API is served.
 *
 * @param port 0 to 65535; 0 lets the system choose
 * @param tlsDirectory has tls.crt and tls.key; empty for a self-signed certificate
 * @param audience that tokens must be meant for
 */
public record AdminSettings(int port, Optional<Path> tlsDirectory, String audience) {

  public static final int DEFAULT_PORT = 8443;
  public static final String DEFAULT_AUDIENCE = "orient-secrets-operator";
}
