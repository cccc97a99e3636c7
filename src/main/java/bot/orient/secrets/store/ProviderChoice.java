package bot.orient.secrets.store;

import java.util.Objects;

/**
 * The provider and model chosen for a use case; the model may be null: the provider's own default.
 */
public record ProviderChoice(String provider, String model) {

  public ProviderChoice {
    Objects.requireNonNull(provider, "provider");
  }
}
