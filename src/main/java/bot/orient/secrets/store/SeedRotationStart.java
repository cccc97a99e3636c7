package bot.orient.secrets.store;

/** What became of the wish to rotate the seed of a scope. */
public sealed interface SeedRotationStart {

  /** New values are sealed with the new seed from now on; older ones are being sealed anew. */
  record Started(KeyRotationProgress progress) implements SeedRotationStart {}

  /** Nothing was changed; the reason says why and what to do. */
  record Refused(String reason) implements SeedRotationStart {}
}
