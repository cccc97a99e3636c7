package bot.orient.secrets.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which server certificates are good. */
final class Trust {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Decides by the chain alone: who uses it knows by other means which host it talks to. */
  private interface ChainCheck {
    void check(X509Certificate[] chain, String type) throws CertificateException;
  }

  private Trust() {}

  /** What Java trusts, under the name of the host. */
  static SSLContext system() {
    return context(null);
  }

  /**
   * Certificates of this authority, or this one itself, under the name of the host.
   *
   * @throws ClientException when the file has no certificate
   */
  static SSLContext authority(Path pem) {
    return context(managers(pem));
  }

  /** As {@link #authority}, whatever the host is called: for the end of a port forward. */
  static SSLContext authorityOfAnyHost(Path pem) {
    for (TrustManager manager : managers(pem)) {
      if (manager instanceof X509ExtendedTrustManager trusted) {
        return context(new TrustManager[] {new OfAnyHost(trusted::checkServerTrusted)});
      }
    }
    throw new IllegalStateException("every Java has an X.509 trust manager");
  }

  /**
   * The one certificate with this SHA-256.
   *
   * @param fingerprint in hex, with or without colons
   * @throws ClientException when it is none
   */
  static SSLContext fingerprint(String fingerprint) {
    String expected = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
    if (!SHA256.matcher(expected).matches()) {
      throw ClientException.usage(
          "--fingerprint: expected SHA-256 in hex, as the operator logs it: 64 digits, with or"
              + " without colons");
    }
    return context(
        new TrustManager[] {
          new OfAnyHost(
              (chain, type) -> {
                if (!sha256(chain[0]).equals(expected)) {
                  throw new CertificateException(
                      "it has the certificate with SHA-256 " + sha256(chain[0]));
                }
              })
        });
  }

  /**
   * Any certificate, at the end of a port forward only: which pod is there the API server answers
   * for, and nobody else can be in between.
   */
  static SSLContext endOfPortForward() {
    return context(new TrustManager[] {new OfAnyHost((chain, type) -> {})});
  }

  private static String sha256(X509Certificate certificate) throws CertificateException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private static TrustManager[] managers(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new CertificateException("it is empty");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException e) {
      throw ClientException.usage("--certificate-authority: cannot read " + pem);
    } catch (GeneralSecurityException e) {
      throw ClientException.usage(
          "--certificate-authority: " + pem + " has no certificate in PEM; give the ca.crt");
    }
  }

  private static SSLContext context(TrustManager[] managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Java checks the host's name for all trust managers but these. */
  private static final class OfAnyHost extends X509ExtendedTrustManager {
    private final ChainCheck check;

    OfAnyHost(ChainCheck check) {
      this.check = check;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check.check(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check.check(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check.check(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client is trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no client is trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no client is trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
