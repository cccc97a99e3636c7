package bot.orient.secrets.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {

  @Test
  void aSelfSignedIdentityIsGoodForItsNamesAndNewEachTime() throws Exception {
    TlsIdentity identity = SelfSignedIdentity.make("operator");
    X509Certificate certificate = identity.certificate();

    certificate.checkValidity();
    certificate.verify(certificate.getPublicKey());
    List<Object> names = new ArrayList<>();
    certificate.getSubjectAlternativeNames().forEach((List<?> name) -> names.add(name.get(1)));
    assertThat(names).containsExactly("operator", "localhost", "127.0.0.1");
    assertThat(identity.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(SelfSignedIdentity.make("operator").fingerprint())
        .isNotEqualTo(identity.fingerprint());
  }

  /** As cert-manager, openssl and kubeadm write them. */
  @ParameterizedTest
  @CsvSource({"RSA, PKCS1", "RSA, PKCS8", "EC, SEC1", "EC, PKCS8", "Ed25519, PKCS8"})
  void keysOfAllUsualFormsAreRead(String algorithm, String form) throws Exception {
    KeyPair keys = keys(algorithm);
    X509Certificate certificate = certificate(keys);

    byte[] key =
        switch (form) {
          case "SEC1" -> sec1((ECPrivateKey) keys.getPrivate());
          case "PKCS1" -> pem(keys.getPrivate());
          default -> pkcs8(keys.getPrivate());
        };
    TlsIdentity identity = PemIdentity.read(pem(certificate), key);

    assertThat(identity.certificate()).isEqualTo(certificate);
    KeyStore store = identity.toKeyStore();
    String alias = store.aliases().nextElement();
    assertThat(store.getCertificate(alias)).isEqualTo(certificate);
    assertThat(store.getKey(alias, new char[0])).isInstanceOf(PrivateKey.class);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    byte[] certificate = pem(certificate(keys("EC")));

    for (String algorithm : List.of("EC", "RSA")) {
      byte[] key = pkcs8(keys(algorithm).getPrivate());
      assertThatThrownBy(() -> PemIdentity.read(certificate, key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tls.key is not the key of the certificate in tls.crt");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "planted",
        "-----BEGIN PRIVATE KEY-----\nplanted!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\ncGxhbnRlZA==\n-----END PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\ncGxhbnRlZA==\n-----END RSA PRIVATE KEY-----\n"
      })
  void whatIsNoKeyIsRefusedWithoutQuotingIt(String key) throws Exception {
    byte[] certificate = pem(certificate(keys("EC")));

    assertThatThrownBy(() -> PemIdentity.read(certificate, key.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tls.key ")
        .hasMessageNotContaining("planted")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void whatIsNoCertificateIsRefused(String certificate) throws Exception {
    byte[] key = pkcs8(keys("EC").getPrivate());

    assertThatThrownBy(() -> PemIdentity.read(certificate.getBytes(StandardCharsets.UTF_8), key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tls.crt ");
  }

  private static KeyPair keys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("RSA")) {
      generator.initialize(2048);
    } else if (algorithm.equals("EC")) {
      generator.initialize(256);
    }
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(KeyPair keys) throws Exception {
    String algorithm = keys.getPrivate().getAlgorithm();
    X500Name name = new X500Name("CN=test");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    new Date(0),
                    new Date(4_000_000_000_000L),
                    name,
                    keys.getPublic())
                .build(
                    new JcaContentSignerBuilder(
                            algorithm.equals("RSA")
                                ? "SHA256withRSA"
                                : algorithm.equals("EC") ? "SHA256withECDSA" : "Ed25519")
                        .build(keys.getPrivate())));
  }

  private static byte[] pkcs8(PrivateKey key) throws Exception {
    return pem(new JcaPKCS8Generator(key, null));
  }

  /** With its curve, as openssl writes it. */
  private static byte[] sec1(ECPrivateKey key) throws IOException {
    return pem(
        new PemObject(
            "EC PRIVATE KEY",
            new org.bouncycastle.asn1.sec.ECPrivateKey(
                    256, key.getS(), SECObjectIdentifiers.secp256r1)
                .getEncoded()));
  }

  /** A certificate, or a key in the form that its own standard has for it. */
  private static byte[] pem(Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
