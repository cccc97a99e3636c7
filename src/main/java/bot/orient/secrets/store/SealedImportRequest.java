package bot.orient.secrets.store;

/**
 * A value sealed to the store's public key, to be taken over into a scope.
 *
 * @param text what the command {@code seal} printed; anything else gets {@link
 *     SealedImportResult.Invalid}
 * @param category null leaves what is stored, as does description
 */
public record SealedImportRequest(
    String scope, String key, String text, String category, String description) {

  /** Without the text: somebody may have put a value there. */
  @Override
  public String toString() {
    return "SealedImportRequest[" + scope + "/" + key + "]";
  }
}
