package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.crypto.SecretBytes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Encrypted secrets by scope and key, with versions and an audit trail.
 *
 * <p>Every method may throw {@link StoreUnavailableException} (the database is away; try again
 * later) or {@link StoreException} (trying again does not help; the message says what does).
 */
public interface SecretStore extends AutoCloseable {

  /**
   * Reads the current values of some keys in one query; the answer has exactly the keys asked for.
   */
  Map<String, SecretRead> read(String scope, Collection<String> keys);

  /**
   * Reads one given version of each of some keys in one query; the answer has exactly the keys
   * asked for. A key that the store does not have, or that was deleted, is absent; of one that it
   * has, {@link SecretRead.NoSuchVersion} tells a version that never was or was destroyed. A
   * version that is read so keeps its value for 30 days from then, however many newer ones there
   * are, unless it is destroyed on purpose.
   */
  Map<String, SecretRead> readVersions(String scope, Map<String, Long> versions);

  /**
   * Writes a value as a new version, unless it equals the current one. Repeated with the same
   * request token it gives the first result and writes nothing. A connection that is lost while the
   * write commits is settled here, with or without a token of the caller's.
   *
   * @throws InvalidSecretException when a field of the request is not acceptable, or its token was
   *     used for another value; the message names the field
   * @throws WriteInDoubtException when it cannot be found out whether the write was made
   */
  PutResult put(PutRequest request, Actor actor);

  /**
   * Takes over a value from a Kubernetes Secret, once per change at the source: a value that was
   * imported from this source before is not written again, even if the store has had another value
   * since.
   */
  PutResult importValue(ImportRequest request, Actor actor);

  /**
   * Takes over a value that was sealed to {@link #sealingKey()} or to an earlier one of this store,
   * once: never again, even if the store has had another value since or the secret was deleted, and
   * never after one that was sealed later.
   *
   * @throws InvalidSecretException when a field of the request is not acceptable, or the value was
   *     marked compromised
   */
  SealedImportResult importSealed(SealedImportRequest request, Actor actor);

  /**
   * Of values that were taken over, those that the store has another value than since.
   *
   * @param sealed keys that {@link #importSealed} took over
   * @param imported where {@link #importValue} took other keys over from
   */
  Map<String, Superseded> superseded(
      String scope, Collection<String> sealed, Map<String, ImportRequest.Source> imported);

  /**
   * Gives a secret its first value. One that has a value, or had one and was deleted, is left as it
   * is.
   *
   * @param maker asked outside of any transaction, and only if there never was a value; empty when
   *     it cannot make it yet
   * @throws InvalidSecretException when a field of the request or the value is not acceptable
   */
  GenerateResult generate(
      GenerateRequest request, Supplier<Optional<SecretBytes>> maker, Actor actor);

  /** The public key to seal values to now, see {@link ValueSealer}; made when there is none yet. */
  SealingPublicKey sealingKey();

  /**
   * Writes the value of an earlier version as a new version, unless it equals the current one;
   * tokens and lost connections as with {@link #put}.
   *
   * @throws InvalidSecretException when the secret is deleted, or the version does not exist, was
   *     destroyed or cannot be read
   */
  PutResult rollback(RollbackRequest request, Actor actor);

  /** All versions of a secret, deleted or not, without values; empty when it was never written. */
  Optional<SecretHistory> history(String scope, String key);

  /**
   * Gives a value to a person. The audit row is committed before the value is handed out: when it
   * cannot be written, no value is given. A key without a readable value gives none and is not
   * audited.
   */
  SecretRead reveal(String scope, String key, Actor actor);

  /**
   * Takes over a value found elsewhere, such as in a database of Orient's own: what changed there
   * since it was taken over last, unless the store has a value of its own. Tokens and lost
   * connections as with {@link #put}.
   *
   * @throws InvalidSecretException when a field of the request is not acceptable, its token was
   *     used for another value, or the value was marked compromised
   */
  OrientImportResult importFromOrient(
      OrientImportRequest request, OrientImportPolicy policy, Actor actor);

  /**
   * Keeps audit rows of an Orient database, each once, apart from the store's own trail: nobody can
   * vouch for them. Returns how many were new.
   *
   * @param source name of that database, see {@link OrientDatabase#name}
   */
  int keepOrientHistory(String scope, String source, List<OrientAuditRow> rows);

  /** What {@link #keepOrientHistory} kept of one key, the newest first. */
  List<OrientAuditRow> orientHistory(String scope, String key, int limit);

  /**
   * Marks the current value of a secret as known to others, in whichever versions it is: it is due
   * for rotation until another value is written, and is not written again.
   *
   * @param reason for people, never a value; may be null
   * @return the version that has the value; empty when there is no such secret
   */
  OptionalLong markCompromised(String scope, String key, String reason, Actor actor);

  /** Those of the given versions, by key, whose value was marked compromised. */
  Map<String, Compromise> compromised(String scope, Map<String, Long> versions);

  /**
   * Marks a secret deleted; its versions stay for the undelete window. False when there was none.
   */
  boolean delete(String scope, String key, Actor actor);

  /**
   * Makes a deleted secret readable again, at the version it was deleted with: no version is
   * written, so nothing that has the value restarts, and a pin to the version holds on.
   */
  UndeleteResult undelete(String scope, String key, Actor actor);

  /**
   * Destroys the values of all versions of a deleted secret for good, before its window is over.
   */
  DestroyResult destroy(String scope, String key, Actor actor);

  /** Destroys the value of one version for good, unless it is the one being read. */
  DestroyResult destroyVersion(String scope, String key, long version, Actor actor);

  /** Destroys all deleted secrets whose undelete window is over; tells how many versions. */
  int destroyExpired();

  /** What is in a scope, without values, ordered by key. */
  List<SecretSummary> list(String scope);

  /**
   * Whether a namespace may read a scope: its own (the scope of the same name), or one granted to
   * it.
   */
  boolean mayRead(String namespace, String scope);

  /** Lets a namespace read a scope; false when it might before. */
  boolean grant(String scope, String namespace, Actor actor);

  /** Takes a grant back; false when there was none. */
  boolean revoke(String scope, String namespace, Actor actor);

  /**
   * When the grant of a scope was taken back, by the database's clock; empty while it is granted,
   * and when the audit trail does not tell of it.
   */
  Optional<Instant> revokedAt(String scope, String namespace);

  /** The namespaces that a scope is granted to, sorted; its own needs no grant. */
  List<String> grants(String scope);

  /** The provider choices of one named set in a scope by use case; empty when never written. */
  Map<String, ProviderChoice> providerDefaults(String scope, String name);

  /** Makes the named set exactly these choices; writes and audits only what differs. */
  void putProviderDefaults(
      String scope, String name, Map<String, ProviderChoice> choices, Actor actor);

  /** The newest audit rows of a scope first. */
  List<AuditEntry> audit(String scope, int limit);

  /**
   * The newest audit rows first that a query asks for.
   *
   * @throws InvalidSecretException when its limit is out of bounds
   */
  List<AuditEntry> audit(AuditQuery query);

  /** Which store this is, whatever becomes of its database: made with it, never changed. */
  UUID id();

  /**
   * Whether the chain of seals still has the one of an anchor. If not, the database was put back to
   * an older state, or its trail was cut off.
   */
  boolean holds(Anchor anchor);

  /**
   * Records, in the audit trail, that a person accepts a key as it is after the store lost a later
   * version of it.
   *
   * @param lostVersion the version that was projected
   * @param presentVersion the one that the store has now; 0 for none
   */
  void acknowledgeRestore(
      String scope, String key, long lostVersion, long presentVersion, Actor actor);

  /**
   * Records, in the audit trail, that a person accepts the whole store as it is.
   *
   * @param lost the seal that it had; empty if it is another store than before
   */
  void acknowledgeStoreRestore(Optional<Anchor> lost, Actor actor);

  /** How far the audit trail is sealed, and whether what was sealed is still as it was. */
  SealingStatus sealing();

  /**
   * Checks everything that is in the store: data keys, versions, audit rows, the chain of seals and
   * its anchors. Changes nothing; takes as long as reading and decrypting everything does.
   */
  VerificationReport verify(AnchorSource anchors);

  /** Computes fingerprints with the store's own key, which no key rotation changes. */
  Fingerprinter fingerprinter();

  @Override
  void close();
}
