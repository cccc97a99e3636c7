package bot.orient.secrets.store;

/**
 * A secret that is to have a value if it never had one.
 *
 * @param category null leaves what is stored, as does description
 */
public record GenerateRequest(String scope, String key, String category, String description) {}
