package bot.orient.secrets.store;

/** What became of the wish to destroy a key. */
public sealed interface KeyDestruction {

  /** Nothing in the store needed it. */
  record Destroyed() implements KeyDestruction {}

  /** Something needs it, or may; the reason says what. */
  record Refused(String reason) implements KeyDestruction {}
}
