package bot.orient.secrets.store;

/**
 * Which rows a seal covers: those of its line whose transaction is in the range. The ranges of a
 * line lie side by side, so every row has one seal.
 *
 * @param line counts from 1; a new one begins where transaction ids start anew
 * @param afterSeq the rows of the line have higher numbers than this
 * @param legacySeq rows up to this number may be without a code: they are from before codes
 * @param fromXid the first transaction covered
 * @param toXid the first one not covered any more
 */
record SealRange(int line, long afterSeq, long legacySeq, long fromXid, long toXid) {

  /** Where the next seal goes on, still without an end. */
  SealRange next() {
    return new SealRange(line, afterSeq, legacySeq, toXid, toXid);
  }

  /** Where the next line begins. */
  SealRange nextLine(long lastSeqOfThisLine) {
    return new SealRange(line + 1, lastSeqOfThisLine, legacySeq, 0, 0);
  }

  SealRange until(long end) {
    return new SealRange(line, afterSeq, legacySeq, fromXid, end);
  }
}
