package bot.orient.secrets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that let users in: the API server's token list, a kubeconfig per user, the service
 * account key. And what is to be known of who came.
 */
final class ClusterAccess {
  /** Of the users that tests are about, what they asked for and no contents. */
  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - {level: Metadata, userGroups: ["system:serviceaccounts"]}
      - {level: None}
      """;

  private final Path directory;
  private final Path certificates;
  private final int port;
  private final Map<ClusterUser, String> tokens = new LinkedHashMap<>();

  ClusterAccess(Path directory, int port, List<ClusterUser> users) throws IOException {
    this.directory = directory;
    this.certificates = Files.createDirectories(directory.resolve("certificates"));
    this.port = port;
    Stream.concat(Stream.of(ClusterUser.ADMIN), users.stream())
        .forEach(user -> tokens.put(user, UUID.randomUUID().toString()));
    writePrivately(tokenFile(), tokenList());
    writePrivately(serviceAccountKey(), newRsaKey());
    writePrivately(auditPolicy(), AUDIT_POLICY);
    for (ClusterUser user : tokens.keySet()) {
      writePrivately(kubeconfig(user.name()), kubeconfigText(user));
    }
  }

  Path tokenFile() {
    return directory.resolve("tokens.csv");
  }

  Path serviceAccountKey() {
    return directory.resolve("service-account.key");
  }

  Path auditPolicy() {
    return directory.resolve("audit-policy.yaml");
  }

  Path auditLog() {
    return directory.resolve("audit.log");
  }

  /** Where the API server puts the certificate it signs for itself. */
  Path certificates() {
    return certificates;
  }

  Path certificate() {
    return certificates.resolve("apiserver.crt");
  }

  Path kubeconfig(String user) {
    if (tokens.keySet().stream().noneMatch(known -> known.name().equals(user))) {
      throw new IllegalArgumentException(
          "no user '%s' in this control plane; it was started with %s"
              .formatted(user, tokens.keySet().stream().map(ClusterUser::name).toList()));
    }
    return directory.resolve(
        user.equals(ClusterUser.ADMIN.name()) ? "kubeconfig" : "kubeconfig-" + user);
  }

  private String tokenList() {
    return tokens.entrySet().stream()
        .map(
            entry ->
                "%s,%s,%s,\"%s\"%n"
                    .formatted(
                        entry.getValue(),
                        entry.getKey().name(),
                        entry.getKey().name(),
                        String.join(",", entry.getKey().groups())))
        .collect(Collectors.joining());
  }

  private String kubeconfigText(ClusterUser user) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: orient-test
          cluster:
            server: https://127.0.0.1:%d
            certificate-authority: %s
        users:
        - name: %s
          user:
            token: %s
        contexts:
        - name: orient-test
          context:
            cluster: orient-test
            user: %s
            namespace: default
        current-context: orient-test
        """
        .formatted(port, certificate(), user.name(), tokens.get(user), user.name());
  }

  private static String newRsaKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      String encoded =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
      return "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has RSA", e);
    }
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
