package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Fingerprinter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

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
   * asked for. A key that the store does not have, or that was deleted, is absent; a version that
   * it does not have, or that was tampered with, is unreadable.
   */
  Map<String, SecretRead> readVersions(String scope, Map<String, Long> versions);

  /**
   * Writes a value as a new version, unless it equals the current one.
   *
   * @throws InvalidSecretException when a field of the request is not acceptable; the message names
   *     it
   */
  PutResult put(PutRequest request, Actor actor);

  /**
   * Takes over a value from a Kubernetes Secret, once per change at the source: a value that was
   * imported from this source before is not written again, even if the store has had another value
   * since.
   */
  PutResult importValue(ImportRequest request, Actor actor);

  /**
   * Takes over a value from a database of Orient's own: what changed there since it was taken over
   * last, unless the store has a value of its own.
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

  /** Marks a secret deleted; its versions stay. False when there was none. */
  boolean delete(String scope, String key, Actor actor);

  /** What is in a scope, without values, ordered by key. */
  List<SecretSummary> list(String scope);

  /**
   * Whether a namespace may read a scope: its own (the scope of the same name), or one granted to
   * it.
   */
  boolean mayRead(String namespace, String scope);

  void grant(String scope, String namespace, Actor actor);

  void revoke(String scope, String namespace, Actor actor);

  /** The provider choices of one named set in a scope by use case; empty when never written. */
  Map<String, ProviderChoice> providerDefaults(String scope, String name);

  /** Makes the named set exactly these choices; writes and audits only what differs. */
  void putProviderDefaults(
      String scope, String name, Map<String, ProviderChoice> choices, Actor actor);

  /** The newest audit rows of a scope first. */
  List<AuditEntry> audit(String scope, int limit);

  /** Computes fingerprints with the store's own key, which no key rotation changes. */
  Fingerprinter fingerprinter();

  @Override
  void close();
}
