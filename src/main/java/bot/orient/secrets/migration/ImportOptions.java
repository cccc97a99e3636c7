package bot.orient.secrets.migration;

import bot.orient.secrets.store.OrientImportPolicy;

/**
 * How to import.
 *
 * @param scope of the store, such as the namespace the keys are for
 * @param policy what happens to values that the store has already, and whether anything is written
 * @param acceptDevelopmentKey import values that were encrypted with Orient's public development
 *     key, and mark them compromised; else they are only reported
 * @param providerDefaults the name under which AI_PROVIDER_DEFAULTS is kept
 */
public record ImportOptions(
    String scope,
    OrientImportPolicy policy,
    boolean acceptDevelopmentKey,
    String providerDefaults) {}
