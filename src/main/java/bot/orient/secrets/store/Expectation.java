package bot.orient.secrets.store;

/** What must be true of a secret for a write to be made: compare and set. */
public sealed interface Expectation {

  /** Whether a secret with this revision is as expected; 0 for one that is not there. */
  boolean isMetBy(long revision);

  /** For people: {@code revision 4}. */
  String text();

  static Expectation anything() {
    return new Anything();
  }

  /** There is no such secret, or it is deleted. */
  static Expectation absent() {
    return new Absent();
  }

  /**
   * Nobody changed the secret since it had this revision.
   *
   * @param revision from {@link PutResult} or {@link SecretStore#history}, 1 or more
   */
  static Expectation revision(long revision) {
    return new Revision(revision);
  }

  record Anything() implements Expectation {
    @Override
    public boolean isMetBy(long revision) {
      return true;
    }

    @Override
    public String text() {
      return "anything";
    }
  }

  record Absent() implements Expectation {
    @Override
    public boolean isMetBy(long revision) {
      return revision == 0;
    }

    @Override
    public String text() {
      return "no such secret";
    }
  }

  record Revision(long revision) implements Expectation {
    @Override
    public boolean isMetBy(long found) {
      return revision == found;
    }

    @Override
    public String text() {
      return "revision " + revision;
    }
  }
}
