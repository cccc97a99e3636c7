package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own; its files lie in one directory. */
public final class TestAuthority {

  private static final Duration VALID = Duration.ofDays(1);

  private final Path directory;
  private final String name;
  private final KeyPair keys = newKeys();

  /**
   * Makes the authority.
   *
   * @param name also the beginning of its files' names
   */
  public TestAuthority(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    writePem(
        certificate(),
        "CERTIFICATE",
        sign(name, keys.getPublic(), Optional.empty(), new BasicConstraints(true)));
  }

  /** Its own certificate, as PEM. */
  public Path certificate() {
    return directory.resolve(name + ".crt");
  }

  /**
   * Issues a certificate with its key.
   *
   * @param dnsName of a server
   */
  public Issued issue(String commonName, Optional<String> dnsName) {
    KeyPair pair = newKeys();
    Issued issued =
        new Issued(
            directory.resolve(name + "-" + commonName + ".crt"),
            directory.resolve(name + "-" + commonName + ".key"),
            directory.resolve(name + "-" + commonName + ".pk8"));
    writePem(
        issued.certificate(),
        "CERTIFICATE",
        sign(commonName, pair.getPublic(), dnsName, new BasicConstraints(false)));
    writePem(issued.key(), "PRIVATE KEY", pair.getPrivate().getEncoded());
    write(issued.derKey(), pair.getPrivate().getEncoded());
    return issued;
  }

  /**
   * Files of a certificate.
   *
   * @param key PKCS#8 as PEM, which the server reads
   * @param derKey PKCS#8 as DER, which the driver reads
   */
  public record Issued(Path certificate, Path key, Path derKey) {}

  private byte[] sign(
      String commonName, PublicKey key, Optional<String> dnsName, BasicConstraints constraints) {
    Instant now = Instant.now();
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              new X500Name("CN=" + name),
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(VALID)),
              Date.from(now.plus(VALID)),
              new X500Name("CN=" + commonName),
              SubjectPublicKeyInfo.getInstance(key.getEncoded()));
      builder.addExtension(Extension.basicConstraints, true, constraints);
      if (dnsName.isPresent()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName.get())));
      }
      PrivateKey signer = keys.getPrivate();
      X509CertificateHolder certificate =
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
      return certificate.getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no elliptic curves", e);
    }
  }

  private static void writePem(Path file, String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    write(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, body, type)
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** The server refuses a key that others can read. */
  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
