package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One key with the id {@code env} from the variable {@code ORIENT_KEK}, base64 or hex of 32 bytes.
 * For development only: other processes of the same user can read an environment.
 */
public final class EnvironmentKekProvider implements KekProvider {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentKekProvider.class);
  private static final String VARIABLE = "ORIENT_KEK";
  private static final String KEY_ID = "env";

  private final Map<String, String> environment;
  private final AtomicBoolean warned = new AtomicBoolean();

  public EnvironmentKekProvider(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public KekSet load() {
    String text = environment.get(VARIABLE);
    if (text == null || text.isBlank()) {
      throw new KekUnavailableException(
          "the environment variable ORIENT_KEK is not set: set it to the output of 'openssl rand"
              + " -base64 32', or give a key directory or Secret");
    }
    SecretBytes key = KekText.parse(text.getBytes(StandardCharsets.UTF_8), description());
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "the key-encryption key comes from the environment variable ORIENT_KEK, which is for"
              + " development: use a key directory or a Secret");
    }
    return new KekSet(KEY_ID, Map.of(KEY_ID, key));
  }

  @Override
  public String description() {
    return "environment variable " + VARIABLE;
  }
}
