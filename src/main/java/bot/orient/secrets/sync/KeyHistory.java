package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The values that a key had before, oldest first. Each was the value from its time until the time
 * of the next; the last one until the present value came. It tells which pods started with another
 * value when a value leaves and returns while restarts are held back.
 *
 * <p>It is kept in an annotation, so it is short: of a longer one the middle is forgotten, not that
 * there was one. Who has a value that is forgotten is taken to have been without it all the while.
 */
record KeyHistory(List<Stint> stints) {

  static final KeyHistory NONE = new KeyHistory(List.of());

  /** Eight stints take less than 300 bytes, and an annotated Secret may have 256 keys. */
  private static final int MOST_STINTS = 8;

  /** Of one Secret that are remembered although they were taken out. */
  private static final int MOST_REMOVED = 16;

  private static final String ABSENT = "-";
  private static final String FORGOTTEN = "?";

  /** Eight digits, so that a whole history can be summed up. */
  private static final Pattern COUNT = Pattern.compile("\\?[1-9][0-9]{0,7}");

  private static final int MOST_FORGOTTEN = 99_999_999;

  /**
   * @throws IllegalArgumentException when a stint before the last one has no time
   */
  KeyHistory {
    stints = List.copyOf(stints);
    if (stints.stream().limit(Math.max(0, stints.size() - 1)).anyMatch(s -> s.since() == null)) {
      throw new IllegalArgumentException("only the last stint may be without a time");
    }
  }

  /**
   * A value that a key had for a while.
   *
   * @param fingerprint of the value, {@code -} for none, or {@code ?} and the number of values that
   *     are forgotten
   * @param since when it came; null means the Secret's last apply, as for {@link
   *     ProjectedKey#since}
   */
  record Stint(String fingerprint, Instant since) {

    /**
     * @throws IllegalArgumentException when it is forgotten and does not tell how many values are
     */
    Stint {
      if (fingerprint.startsWith(FORGOTTEN) && !COUNT.matcher(fingerprint).matches()) {
        throw new IllegalArgumentException("not of the form ?number");
      }
    }

    private boolean isAbsent() {
      return fingerprint.equals(ABSENT);
    }

    private boolean isForgotten() {
      return fingerprint.startsWith(FORGOTTEN);
    }

    /** How many values it stands for. */
    private int values() {
      return isForgotten() ? Integer.parseInt(fingerprint.substring(FORGOTTEN.length())) : 1;
    }

    /** {@code fingerprint@epochSecond}, without the time if it is that of the last apply. */
    String toText() {
      return since == null ? fingerprint : fingerprint + "@" + since.getEpochSecond();
    }

    static Stint parse(String text) {
      int at = text.lastIndexOf('@');
      return at < 0
          ? new Stint(text, null)
          : new Stint(text.substring(0, at), AnnotationJson.second(text.substring(at + 1)));
    }
  }

  /**
   * Which stint of a value is meant; within one second a value may leave and return.
   *
   * @param since when it began, in whole seconds
   * @param number of stints of the key before it
   */
  record StintId(Instant since, int number) {

    /** {@code epochSecond.number}. */
    String toText() {
      return since.getEpochSecond() + "." + number;
    }

    /**
     * @throws IllegalArgumentException when the text is none
     */
    static StintId parse(String text) {
      int dot = text.indexOf('.');
      if (dot < 1) {
        throw new IllegalArgumentException("not of the form second.number");
      }
      return new StintId(
          AnnotationJson.second(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }
  }

  /** A time during which a key had another value; both ends belong to it. */
  record Absence(Instant from, Instant to) {

    boolean contains(Instant time) {
      return !time.isBefore(from) && !time.isAfter(to);
    }
  }

  /** Not of a time without a value, nor of values that are forgotten. */
  static boolean isOfValue(String fingerprint) {
    return !fingerprint.equals(ABSENT) && !fingerprint.startsWith(FORGOTTEN);
  }

  KeyHistory followedBy(String fingerprint, Instant since) {
    List<Stint> next = new ArrayList<>(stints);
    next.add(new Stint(fingerprint, since));
    if (next.size() > MOST_STINTS) {
      Stint forgotten = next.get(1);
      int values = forgotten.values() + next.remove(2).values();
      next.set(1, new Stint(FORGOTTEN + Math.min(values, MOST_FORGOTTEN), forgotten.since()));
    }
    return new KeyHistory(next);
  }

  /** The key was taken out of the Secret by the apply that is about to be done. */
  KeyHistory followedByAbsence() {
    return followedBy(ABSENT, null);
  }

  boolean isEmpty() {
    return stints.isEmpty();
  }

  /** When the last stint began; empty if no time is known of it, or there is none. */
  Optional<Instant> lastSince() {
    return isEmpty() ? Optional.empty() : Optional.ofNullable(last().since());
  }

  /** The same with a time for the last stint, unless it has one. */
  KeyHistory stamped(Instant appliedAt) {
    if (isEmpty() || last().since() != null) {
      return this;
    }
    List<Stint> stamped = new ArrayList<>(stints);
    stamped.set(stints.size() - 1, new Stint(last().fingerprint(), appliedAt));
    return new KeyHistory(stamped);
  }

  /** The same values under another fingerprint key, as far as the new fingerprints are known. */
  KeyHistory renamed(String oldFingerprint, String newFingerprint) {
    return new KeyHistory(
        stints.stream()
            .map(
                stint ->
                    stint.fingerprint().equals(oldFingerprint)
                        ? new Stint(newFingerprint, stint.since())
                        : stint)
            .toList());
  }

  /** Whether the value may have been there before and have left. */
  boolean mayKnow(String fingerprint) {
    return stints.stream()
        .anyMatch(stint -> stint.isForgotten() || stint.fingerprint().equals(fingerprint));
  }

  /** The stint of the present value. */
  StintId present(Instant since) {
    return new StintId(since, numberOf(stints.size()));
  }

  private int numberOf(int index) {
    return stints.stream().limit(index).mapToInt(Stint::values).sum();
  }

  /**
   * When the key had other values since a given stint of this one began.
   *
   * @param known that stint; empty for the first one there is
   * @param present that of now
   * @param countAbsent whether being without any value counts
   */
  List<Absence> absences(
      String fingerprint, Optional<StintId> known, StintId present, boolean countAbsent) {
    return IntStream.range(firstAfter(fingerprint, known, present), stints.size())
        .filter(i -> !stints.get(i).fingerprint().equals(fingerprint))
        .filter(i -> countAbsent || !stints.get(i).isAbsent())
        .mapToObj(
            i ->
                new Absence(
                    stints.get(i).since(),
                    i + 1 < stints.size() ? stints.get(i + 1).since() : present.since()))
        .toList();
  }

  /** The number of stints if the given one is the present one, or never ended. */
  private int firstAfter(String fingerprint, Optional<StintId> known, StintId present) {
    if (known.equals(Optional.of(present))) {
      return stints.size();
    }
    return first(i -> is(i, fingerprint) && known.map(id -> id.equals(idOf(i))).orElse(true))
        .or(() -> first(i -> stints.get(i).isForgotten()))
        .or(() -> first(i -> is(i, fingerprint)))
        .orElse(stints.size());
  }

  private boolean is(int index, String fingerprint) {
    return stints.get(index).fingerprint().equals(fingerprint);
  }

  private StintId idOf(int index) {
    return new StintId(stints.get(index).since(), numberOf(index));
  }

  private Optional<Integer> first(IntPredicate wanted) {
    return IntStream.range(0, stints.size()).filter(wanted).boxed().findFirst();
  }

  /** Those keys, by data key, that were taken out last. */
  static Map<String, KeyHistory> newest(Map<String, KeyHistory> removed) {
    return removed.entrySet().stream()
        .sorted(
            Comparator.comparing(
                (Map.Entry<String, KeyHistory> key) ->
                    key.getValue().lastSince().orElse(Instant.MAX),
                Comparator.reverseOrder()))
        .limit(MOST_REMOVED)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Stint last() {
    return stints.get(stints.size() - 1);
  }
}
