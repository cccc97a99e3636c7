package bot.orient.secrets.admin;

/**
 * Asks for the destruction of a scope, which is named twice; whom it warns of depends on who asks.
 */
record ScopeDestructionRequest(String scope, Caller caller) {

  static ScopeDestructionRequest of(ApiRequest request) {
    String confirmed = JsonFields.of(request.body(), "confirm").text("confirm").orElse("");
    if (!confirmed.equals(request.scope())) {
      throw Problem.in(
              "confirm",
              ProblemType.INVALID_FIELD,
              "confirm must be the name of the scope: all its values are lost for good")
          .asException();
    }
    return new ScopeDestructionRequest(request.scope(), request.caller().orElseThrow());
  }
}
