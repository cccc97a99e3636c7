package bot.orient.secrets.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads an identity as a Secret of type kubernetes.io/tls holds it. */
public final class PemIdentity {

  private static final byte[] PROBE = "orient".getBytes(StandardCharsets.US_ASCII);

  private PemIdentity() {}

  /**
   * Reads an identity.
   *
   * @param certificates PEM, the server's own first
   * @param key PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted
   * @throws IllegalArgumentException when they cannot be read or do not belong together; the
   *     message names the file and quotes nothing
   */
  public static TlsIdentity read(byte[] certificates, byte[] key) {
    List<X509Certificate> chain = chain(certificates);
    PrivateKey privateKey = key(key);
    if (!belongTogether(chain.get(0), privateKey)) {
      throw new IllegalArgumentException("tls.key is not the key of the certificate in tls.crt");
    }
    return new TlsIdentity(chain, privateKey);
  }

  private static List<X509Certificate> chain(byte[] certificates) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificates))
              .stream()
              .map((Certificate certificate) -> (X509Certificate) certificate)
              .toList();
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("tls.crt has no certificate");
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("tls.crt is not a list of certificates in PEM", e);
    }
  }

  private static PrivateKey key(byte[] key) {
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(key, StandardCharsets.US_ASCII)))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (found instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
      }
      // Its cause could quote the key, so there is none, here as below.
      throw new IllegalArgumentException("tls.key has no private key in PEM, unencrypted");
    } catch (IOException e) {
      throw new IllegalArgumentException("tls.key is not a private key in PEM");
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
