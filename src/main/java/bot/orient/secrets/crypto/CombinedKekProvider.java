package bot.orient.secrets.crypto;

/** Keys of two sources, while a store moves from one to the other; see {@link CombinedKeks}. */
public final class CombinedKekProvider implements KekProvider {

  private final KekProvider writing;
  private final KekProvider former;

  public CombinedKekProvider(KekProvider writing, KekProvider former) {
    this.writing = writing;
    this.former = former;
  }

  @Override
  public KeyEncryptionKeys load() {
    return new CombinedKeks(writing.load(), former.load());
  }

  @Override
  public String description() {
    return writing.description() + ", and " + former.description() + " for what it wrapped before";
  }

  @Override
  public void close() {
    writing.close();
    former.close();
  }
}
