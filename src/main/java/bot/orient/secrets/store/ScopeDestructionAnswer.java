package bot.orient.secrets.store;

/** What asking for the destruction of a scope, or taking that back, gave. */
public sealed interface ScopeDestructionAnswer {

  /** It was done; this is how the request stands now. */
  record Accepted(ScopeDestruction destruction) implements ScopeDestructionAnswer {}

  /** Nothing was changed; the reason is for a person and says what to do. */
  record Refused(String reason) implements ScopeDestructionAnswer {}
}
