package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;

/** Takes over the values that a spec brings along, points to, or asks to be made. */
final class SpecOrigins {

  private final SourceSecretImporter importer;
  private final SealedValueImporter sealedImporter;
  private final FirstValueGenerator generator;

  SpecOrigins(
      SourceSecretImporter importer,
      SealedValueImporter sealedImporter,
      FirstValueGenerator generator) {
    this.importer = importer;
    this.sealedImporter = sealedImporter;
    this.generator = generator;
  }

  Imports takeOver(OrientSecret resource) {
    return Imports.of(
        importer.importAll(resource),
        sealedImporter.importAll(resource),
        // Last: what it makes may follow from what was imported.
        generator.generateAll(resource));
  }
}
