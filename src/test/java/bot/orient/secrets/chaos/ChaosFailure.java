package bot.orient.secrets.chaos;

/** Something was as it must never be. The message has all that was done and seen before. */
final class ChaosFailure extends AssertionError {

  private static final long serialVersionUID = 1;

  ChaosFailure(long seed, int round, Chronicle chronicle) {
    super(
        "seed %d, round %d:%n%s%n%nWhat was done and seen, in seconds:%n%s%n%nseed %d, round %d:%n%s"
            .formatted(
                seed,
                round,
                String.join("\n", chronicle.violations()),
                chronicle.story(),
                seed,
                round,
                String.join("\n", chronicle.violations())));
  }
}
