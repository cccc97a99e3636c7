package bot.orient.secrets.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** What a server proves who it is with: its certificate, those that vouch for it, and its key. */
public final class TlsIdentity {

  private static final String ENTRY = "server";

  /** The key store lives in memory only; Java asks for a password all the same. */
  private static final char[] NO_PASSWORD = new char[0];

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  /**
   * @param chain the server's own certificate first
   */
  TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** In memory, with an empty password. */
  public KeyStore toKeyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(ENTRY, key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has PKCS #12", e);
    }
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** SHA-256 of the certificate, as {@code openssl x509 -fingerprint -sha256} prints it. */
  public String fingerprint() {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + fingerprint() + "]";
  }
}
