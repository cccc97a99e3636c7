package bot.orient.secrets.store;

import bot.orient.secrets.crypto.CanonicalBytes;
import java.time.Instant;
import java.util.UUID;

/**
 * The signed record that rows of some seals were removed because of their age.
 *
 * @param number counts from 1
 * @param firstSeal the first seal whose rows went
 * @param throughSeal the last one
 * @param rowCount how many rows went
 * @param rowsBefore every one of them was older
 */
record Retirement(
    long number,
    long firstSeal,
    long throughSeal,
    long rowCount,
    Instant rowsBefore,
    Instant retiredAt,
    UUID signingKeyId) {

  byte[] signed(UUID store) {
    return new CanonicalBytes("orient/audit-retirement")
        .uuid(store)
        .number(number)
        .number(firstSeal)
        .number(throughSeal)
        .number(rowCount)
        .number(AuditRow.micros(rowsBefore))
        .number(AuditRow.micros(retiredAt))
        .uuid(signingKeyId)
        .encoded();
  }

  boolean covers(long sealNumber) {
    return sealNumber >= firstSeal && sealNumber <= throughSeal;
  }
}
