package bot.orient.secrets.playground;

import bot.orient.secrets.crypto.DirectoryKekProvider;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.testing.FreePort;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The operator at work: see {@link PlaygroundOptions#USAGE}. */
public final class Playground {

  private static final Duration START_PATIENCE = Duration.ofMinutes(1);
  private static final int KEY_BYTES = 32;

  /** In the operator's log. */
  private static final Pattern FINGERPRINT =
      Pattern.compile("the admin API has a self-signed certificate, SHA-256 ([0-9A-F:]{95})");

  private final PlaygroundOptions options;
  private final Screen screen;
  private final Path directory;
  private final int adminPort = FreePort.pick();

  private Playground(PlaygroundOptions options, Screen screen, Path directory) {
    this.options = options;
    this.screen = screen;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    PlaygroundOptions options;
    try {
      options = PlaygroundOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage() + "\n\n" + PlaygroundOptions.USAGE);
      System.exit(2);
      return;
    }
    if (options.help()) {
      System.out.print(PlaygroundOptions.USAGE);
      return;
    }
    Path directory = workingDirectory();
    try {
      boolean right = new Playground(options, new Screen(System.out), directory).run();
      System.exit(right ? 0 : 1);
    } catch (RuntimeException e) {
      System.err.println("error: " + e.getMessage());
      Path log = directory.resolve("operator.log");
      if (Files.exists(log)) {
        System.err.println("the operator's log: " + log);
      }
      System.exit(1);
    }
  }

  /** Holds a kubeconfig and a key, so it is for its owner alone. */
  private static Path workingDirectory() throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "playground")).toAbsolutePath();
    return Files.createTempDirectory(parent, "");
  }

  private boolean run() throws IOException, InterruptedException {
    try (PlaygroundCluster cluster = cluster();
        PostgresServer postgres = startPostgres()) {
      TestDatabase database = postgres.createDatabase();
      Path keys = makeKeys();
      screen.step("starting the operator");
      try (OperatorProcess operator = startOperator(cluster, database, keys);
          PostgresSecretStore store =
              PostgresSecretStore.open(
                  new StoreSettings(
                      database.jdbcUrl(),
                      database.username(),
                      database.password(),
                      2,
                      Duration.ofSeconds(10)),
                  new DirectoryKekProvider(keys))) {
        operator.awaitLog(Pattern.compile(" started"), START_PATIENCE);
        boolean right = play(new Scenario(cluster, store), cluster, store);
        if (!options.once()) {
          invite(cluster, fingerprint(operator));
        }
        screen.text(cluster.remark());
        if (!options.once()) {
          Thread.currentThread().join();
        }
        return right;
      }
    }
  }

  private PlaygroundCluster cluster() {
    return options.currentCluster()
        ? PlaygroundCluster.Current.connect(screen, directory)
        : PlaygroundCluster.Local.start(screen, directory.resolve("control-plane"));
  }

  private PostgresServer startPostgres() {
    screen.step("starting PostgreSQL");
    return PostgresServer.startNew();
  }

  private Path makeKeys() throws IOException {
    Path keys = Files.createDirectory(directory.resolve("keys"));
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path file =
        Files.createFile(
            keys.resolve("playground"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, key);
    file.toFile().deleteOnExit();
    return keys;
  }

  private OperatorProcess startOperator(
      PlaygroundCluster cluster, TestDatabase database, Path keys) {
    OperatorProcess.Builder builder =
        OperatorProcess.builder()
            .env("KUBECONFIG", cluster.kubeconfig().toString())
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK_DIRECTORY", keys.toString())
            // Where it publishes the key to seal values with.
            .env("ORIENT_OPERATOR_NAMESPACE", PlaygroundNamespace.NAME)
            .env("ORIENT_ADMIN_PORT", Integer.toString(adminPort));
    if (options.currentCluster()) {
      builder.env("ORIENT_NAMESPACES", PlaygroundNamespace.NAME);
    }
    return builder.start(directory.resolve("operator.log"));
  }

  private boolean play(Scenario scenario, PlaygroundCluster cluster, PostgresSecretStore store) {
    screen.step("writing made-up values to the store, applying examples/");
    scenario.writeValues();
    scenario.applyExamples();
    screen.step("rotating SLACK_BOT_TOKEN in the store");
    List<Verdict> inStore = scenario.rotateInStore("SLACK_BOT_TOKEN", "bots");
    screen.step("rotating OPENAI_API_KEY with kubectl patch secret assistant-source");
    List<Verdict> withKubectl =
        scenario.rotateWithKubectl("assistant-source", "openai", "OPENAI_API_KEY", "assistant");
    Optional<BrokenValue> broken = Optional.empty();
    if (cluster.failsWithRevokedValues()) {
      screen.step(
          "writing a revoked SHOP_API_TOKEN to the store; its canary has 10 s to get ready");
      broken = Optional.of(scenario.breakInStore("SHOP_API_TOKEN", "shop"));
    }

    screen.heading("SLACK_BOT_TOKEN was rotated in the store. Who was restarted, and why?");
    show(inStore);
    screen.heading("OPENAI_API_KEY was rotated with kubectl. Who was restarted, and why?");
    show(withKubectl);
    broken.ifPresent(this::show);
    screen.heading("kubectl get orientsecrets,providerdefaults,secrets,deployments");
    screen.text(
        cluster
            .kubectl()
            .run(
                "get",
                "orientsecrets,providerdefaults,secrets,deployments",
                "--namespace",
                PlaygroundNamespace.NAME)
            .orThrow());
    screen.heading("The audit trail of the store, newest first: who, what, when, never the value");
    showAudit(store.audit(PlaygroundNamespace.NAME, 3));
    return Stream.concat(inStore.stream(), withKubectl.stream()).allMatch(Verdict::right)
        && broken.map(BrokenValue::right).orElse(true);
  }

  private void show(BrokenValue broken) {
    screen.heading("SHOP_API_TOKEN got a value that does not work. What became of it?");
    List<List<String>> rows = new ArrayList<>();
    rows.add(BrokenValue.HEADING);
    rows.addAll(broken.rows());
    screen.table(rows);
    screen.text("condition Pinned: " + broken.pinned());
  }

  private void show(List<Verdict> verdicts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Verdict.HEADING);
    verdicts.stream()
        .sorted(Comparator.comparing(Verdict::restarted).reversed())
        .map(Verdict::row)
        .forEach(rows::add);
    screen.table(rows);
  }

  private void showAudit(List<AuditEntry> entries) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WHEN", "WHO", "ACTION", "KEY", "VERSION", "BY WAY OF"));
    for (AuditEntry entry : entries) {
      rows.add(
          List.of(
              entry.at().truncatedTo(ChronoUnit.SECONDS).toString(),
              entry.actor(),
              entry.action(),
              entry.key(),
              entry.versionTo() == null ? "-" : entry.versionTo().toString(),
              // Every name here is of the one namespace.
              entry.source().replace(PlaygroundNamespace.NAME + "/", "")));
    }
    screen.table(rows);
  }

  private static String fingerprint(OperatorProcess operator) {
    Matcher told = FINGERPRINT.matcher(operator.log());
    if (!told.find()) {
      throw new IllegalStateException("the operator's log tells of no certificate");
    }
    return told.group(1);
  }

  private void invite(PlaygroundCluster cluster, String fingerprint) {
    screen.heading("It stays up until Ctrl-C. In another terminal:");
    screen.text(cluster.shellSetUp());
    screen.text(
        """
        kubectl config set-context --current --namespace=%s
        kubectl describe orientsecret bots
        kubectl explain orientsecret.spec.keys
        kubectl patch secret assistant-source --patch '{"stringData":{"openai":"sk-another"}}'
        kubectl get events --watch
        kubectl delete secret bots && kubectl get secret bots --watch
        tail -f %s
        # Values, as somebody with a Kubernetes role:
        kubectl create serviceaccount alice
        kubectl create role secrets-admin --verb='*' --resource=orientsecrets.secrets.orient.bot/value,\
        orientsecrets.secrets.orient.bot/metadata,orientsecrets.secrets.orient.bot/history,orientsecrets.secrets.orient.bot/audit
        kubectl create rolebinding alice --role=secrets-admin --serviceaccount=%s:alice
        # With kubectl 1.24 or newer: kubectl create token alice --audience=orient-secrets-operator > token
        echo '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["orient-secrets-operator"]}}' |
          kubectl create --raw /api/v1/namespaces/%s/serviceaccounts/alice/token -f - | sed 's/.*"token":"\\([^"]*\\)".*/\\1/' > token
        ./src/dev/build-orientctl target/orientctl && export PATH="$PWD/target/orientctl/bin:$PATH"
        orientctl() { command orientctl "$@" --server=https://127.0.0.1:%d --fingerprint=%s --token-file=token; }
        orientctl list --category slack
        """
            .formatted(
                PlaygroundNamespace.NAME,
                directory.resolve("operator.log"),
                PlaygroundNamespace.NAME,
                PlaygroundNamespace.NAME,
                adminPort,
                fingerprint));
  }
}
