package bot.orient.secrets.cli;

import bot.orient.secrets.migration.ImportOptions;
import bot.orient.secrets.store.OrientImportPolicy;
import picocli.CommandLine.Option;

/** What both commands that import from Orient let their user choose. */
public final class OrientImportFlags {

  @Option(names = "--dry-run", description = "say what would happen and write nothing")
  private boolean dryRun;

  @Option(
      names = "--replace",
      description =
          "where both have a value of their own, take Orient's; default: keep the store's")
  private boolean replace;

  @Option(
      names = "--accept-development-key",
      description =
          "import values that were encrypted with Orient's public development key, marked compromised; default: only report them")
  private boolean acceptDevelopmentKey;

  @Option(
      names = "--provider-defaults",
      paramLabel = "NAME",
      defaultValue = "orient",
      description =
          "the name under which AI_PROVIDER_DEFAULTS is kept (default: ${DEFAULT-VALUE}); a ProviderDefaults resource of that name has"
              + " the last word on it")
  private String providerDefaults;

  /** For an import into a scope. */
  public ImportOptions into(String scope) {
    return new ImportOptions(
        scope, new OrientImportPolicy(replace, dryRun), acceptDevelopmentKey, providerDefaults);
  }
}
