/** Envelope encryption: envelopes, key ring, fingerprints. Knows bytes, not SQL or Kubernetes. */
package bot.orient.secrets.crypto;
