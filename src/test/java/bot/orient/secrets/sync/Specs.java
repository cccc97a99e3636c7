package bot.orient.secrets.sync;

import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.ProviderDefaultsSpec;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Specs as a user writes them. */
final class Specs {

  private static final YAMLMapper YAML = new YAMLMapper();

  private Specs() {}

  static OrientSecretSpec orientSecret(String yaml) {
    return read(yaml, OrientSecretSpec.class);
  }

  static ProviderDefaultsSpec providerDefaults(String yaml) {
    return read(yaml, ProviderDefaultsSpec.class);
  }

  private static <S> S read(String yaml, Class<S> type) {
    try {
      return YAML.readValue(yaml, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a spec: " + yaml, e);
    }
  }
}
