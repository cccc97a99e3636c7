package bot.orient.secrets.chart;

import static bot.orient.secrets.chart.RenderedChart.LEAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.Release;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart makes of values. */
class ChartTest {

  @TempDir private static Path directory;

  private static final String NAME = "orient-secrets-operator";

  /** All that can be on at once. */
  static final String EVERYTHING =
      """
      migration: {enabled: true, passwordSecret: {name: owner}}
      audit: {sealer: {enabled: true, passwordSecret: {name: sealer}}}
      networkPolicy: {enabled: true}
      monitoring:
        serviceMonitor: {enabled: true}
        prometheusRule: {enabled: true}
        dashboards: {enabled: true}
      catalog: {extension: "keys: {}"}
      defaults: {values: {JIRA_BASE_URL: "https://jira.example"}}
      admin: {tls: {certManager: {enabled: true, issuerRef: {name: ours}}}}
      """;

  private static PodSpec pod(RenderedChart chart) {
    return chart.operator().getSpec().getTemplate().getSpec();
  }

  private static Container container(RenderedChart chart) {
    return pod(chart).getContainers().get(0);
  }

  private static Volume volume(PodSpec pod, String name) {
    return pod.getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no volume " + name));
  }

  private static String mountPath(Container container, String volume) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(volume))
        .map(VolumeMount::getMountPath)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no mount " + volume));
  }

  @Test
  void helmFindsNothingToComplainOf() {
    LintResult result = new Helm(RenderedChart.DIRECTORY).lint().strict().call();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void twoReplicasElectALeaderAndSpread() {
    RenderedChart chart = RenderedChart.with("");
    assertThat(chart.operator().getSpec().getReplicas()).isEqualTo(2);
    assertThat(chart.environment()).containsEntry("ORIENT_LEADER_ELECTION", "on");
    assertThat(container(chart).getEnv())
        .filteredOn(variable -> variable.getValueFrom() != null)
        .extracting(
            EnvVar::getName, variable -> variable.getValueFrom().getFieldRef().getFieldPath())
        .containsExactly(
            tuple("ORIENT_POD_NAME", "metadata.name"),
            tuple("ORIENT_OPERATOR_NAMESPACE", "metadata.namespace"));
    assertThat(pod(chart).getTopologySpreadConstraints()).hasSize(1);
    assertThat(chart.ofKind("PodDisruptionBudget"))
        .singleElement()
        .extracting(HasMetadata::getApiVersion)
        .isEqualTo("policy/v1");
    assertThat(RenderedChart.render("x", "1.20.2", LEAST).ofKind("PodDisruptionBudget"))
        .singleElement()
        .extracting(HasMetadata::getApiVersion)
        .isEqualTo("policy/v1beta1");
    assertThat(RenderedChart.with("replicas: 1").ofKind("PodDisruptionBudget")).isEmpty();
  }

  @Test
  void aReplicaThatIsNotReadyHoldsUpNoDrainWhereKubernetesCanTell() {
    assertThat(RenderedChart.render("x", "1.27.0", LEAST).get(PodDisruptionBudget.class, NAME))
        .extracting(budget -> budget.getSpec().getUnhealthyPodEvictionPolicy())
        .isEqualTo("AlwaysAllow");
    assertThat(RenderedChart.render("x", "1.26.9", LEAST).get(PodDisruptionBudget.class, NAME))
        .extracting(budget -> budget.getSpec().getUnhealthyPodEvictionPolicy())
        .isNull();
  }

  @Test
  void withoutAnElectionTheOldReplicaEndsBeforeTheNewOneStarts() {
    assertThat(RenderedChart.with("").operator().getSpec().getStrategy().getRollingUpdate())
        .isEqualTo(new RollingUpdateDeployment(new IntOrString(1), new IntOrString(0)));
    DeploymentStrategy alone =
        RenderedChart.with("leaderElection: {enabled: false}\nreplicas: 1")
            .operator()
            .getSpec()
            .getStrategy();
    assertThat(alone).isEqualTo(new DeploymentStrategy(null, "Recreate"));
  }

  @Test
  void kubernetesGivesMoreTimeToEndThanTheOperatorTakes() {
    assertThat(pod(RenderedChart.with("")).getTerminationGracePeriodSeconds()).isGreaterThan(27);
    assertRefused("terminationGracePeriodSeconds: 27", "terminationGracePeriodSeconds");
  }

  @Test
  void everyPodOfOurImageKeepsTheRestrictedStandard() {
    RenderedChart chart = RenderedChart.with(EVERYTHING);
    List<PodTemplateSpec> pods =
        Stream.concat(
                chart.all(Deployment.class).stream().map(each -> each.getSpec().getTemplate()),
                chart.all(Job.class).stream().map(each -> each.getSpec().getTemplate()))
            .toList();
    assertThat(pods).hasSize(3);
    for (PodTemplateSpec template : pods) {
      PodSpec pod = template.getSpec();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
      assertThat(pod.getContainers()).hasSize(1);
      Container container = pod.getContainers().get(0);
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container.getResources().getLimits()).containsKey("memory");
      assertThat(mountPath(container, "tmp")).isEqualTo("/tmp");
      assertThat(volume(pod, "tmp").getEmptyDir()).isNotNull();
      assertEveryMountHasAVolume(pod);
    }
  }

  private static void assertEveryMountHasAVolume(PodSpec pod) {
    assertThat(pod.getVolumes())
        .extracting(Volume::getName)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            pod.getContainers().get(0).getVolumeMounts().stream()
                .map(VolumeMount::getName)
                .toList());
  }

  @Test
  void noPasswordAndNoKeyIsInTheEnvironment() {
    RenderedChart chart = RenderedChart.with(EVERYTHING);
    for (Deployment deployment : chart.all(Deployment.class)) {
      Container container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
      assertThat(container.getEnv())
          .noneMatch(
              variable ->
                  variable.getValueFrom() != null
                      && variable.getValueFrom().getSecretKeyRef() != null)
          .extracting(EnvVar::getName)
          .contains("ORIENT_DATABASE_PASSWORD_FILE", "ORIENT_KEK_DIRECTORY")
          .doesNotContain("ORIENT_DATABASE_PASSWORD", "ORIENT_KEK")
          .doesNotHaveDuplicates();
    }
    assertThat(volume(pod(chart), "database").getSecret().getSecretName())
        .isEqualTo("orient-database");
    assertThat(volume(pod(chart), "kek").getSecret().getSecretName()).isEqualTo("orient-kek");
    assertThat(chart.environment())
        .containsEntry(
            "ORIENT_DATABASE_PASSWORD_FILE", mountPath(container(chart), "database") + "/password")
        .containsEntry("ORIENT_KEK_DIRECTORY", mountPath(container(chart), "kek"));
  }

  @Test
  void tlsOfTheDatabaseIsPutIntoBothUrls() {
    RenderedChart chart =
        RenderedChart.render(
            "x",
            RenderedChart.KUBERNETES,
            """
            database:
              url: jdbc:postgresql://pool:6432/orient
              directUrl: jdbc:postgresql://db:5432/orient?ApplicationName=x
              passwordSecret: {name: p}
              tls: {mode: verify-full, caConfigMap: {name: ca, key: root.pem}}
            kek: {existingSecret: k}
            networkPolicy: {enabled: true}
            """);
    assertThat(chart.environment())
        .containsEntry(
            "ORIENT_DATABASE_URL",
            "jdbc:postgresql://pool:6432/orient?sslmode=verify-full&sslrootcert=/etc/orient/database-ca/ca.crt")
        .containsEntry(
            "ORIENT_DATABASE_DIRECT_URL",
            "jdbc:postgresql://db:5432/orient?ApplicationName=x&sslmode=verify-full&sslrootcert=/etc/orient/database-ca/ca.crt");
    assertThat(volume(pod(chart), "database-ca").getConfigMap().getItems())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.getKey()).isEqualTo("root.pem");
              assertThat(item.getPath()).isEqualTo("ca.crt");
            });
    assertThat(egressPorts(chart)).contains(6432, 5432);
  }

  private static List<Integer> egressPorts(RenderedChart chart) {
    return chart.all(NetworkPolicy.class).get(0).getSpec().getEgress().stream()
        .flatMap(rule -> rule.getPorts().stream())
        .map(NetworkPolicyPort::getPort)
        .map(IntOrString::getIntVal)
        .distinct()
        .toList();
  }

  @Test
  void theNetworkPolicyOpensWhatTheOperatorNeedsAndNoMore() {
    RenderedChart chart = RenderedChart.with("networkPolicy: {enabled: true}");
    assertThat(egressPorts(chart)).containsExactly(53, 443, 6443, 5432);
    NetworkPolicy policy = chart.all(NetworkPolicy.class).get(0);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress())
        .flatExtracting(rule -> rule.getPorts())
        .extracting(port -> port.getPort().getIntVal())
        .containsExactly(8443, 8081);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
        .allSatisfy(
            (label, value) ->
                assertThat(chart.operator().getSpec().getTemplate().getMetadata().getLabels())
                    .containsEntry(label, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          db/orient                                      |                | 5432
          /orient                                        |                | 5432
          a:6000,b,c:6001/orient?ApplicationName=x:99    |                | 6000 5432 6001
          [2001:db8::1]/orient                           |                | 5432
          [2001:db8::1]:6000,[::2]:6001/orient           |                | 6000 6001
          pool:6432/orient                               | db/orient      | 6432 5432
          pool:6432/orient                               | [fe80::7]:77/o | 6432 77
          """)
  void theNetworkPolicyOpensThePortOfEachHostOfTheDatabase(
      String url, String directUrl, String ports) {
    RenderedChart chart =
        RenderedChart.render(
            "x",
            RenderedChart.KUBERNETES,
            """
            database:
              url: "jdbc:postgresql://%s"
              directUrl: "%s"
              passwordSecret: {name: p}
            kek: {existingSecret: k}
            networkPolicy: {enabled: true, apiServer: {ports: [443]}}
            """
                .formatted(url, directUrl == null ? "" : "jdbc:postgresql://" + directUrl));
    assertThat(egressPorts(chart))
        .containsExactlyElementsOf(
            Stream.of(("53 443 " + ports).split(" ")).map(Integer::valueOf).toList());
  }

  @Test
  void aKmsPluginIsReachedByTheDirectoryOfItsSocket() {
    RenderedChart chart =
        RenderedChart.render(
            "x",
            RenderedChart.KUBERNETES,
            """
            database: {url: "jdbc:postgresql://db/orient", passwordSecret: {name: p}}
            kek: {kms: {endpoint: "unix:///var/run/kms/plugin.sock", hostPath: /run/node-kms}}
            """);
    assertThat(chart.environment())
        .containsEntry("ORIENT_KEK_KMS_ENDPOINT", "unix:///var/run/kms/plugin.sock")
        .doesNotContainKeys("ORIENT_KEK_DIRECTORY", "ORIENT_KEK_SECRET", "ORIENT_KEK_KMS_MODE");
    assertThat(mountPath(container(chart), "kms")).isEqualTo("/var/run/kms");
    assertThat(volume(pod(chart), "kms").getHostPath().getPath()).isEqualTo("/run/node-kms");
  }

  @Test
  void probesAskTheMonitoringPort() {
    Container on = container(RenderedChart.with("monitoring: {port: 9000}"));
    assertThat(List.of(on.getLivenessProbe(), on.getStartupProbe(), on.getReadinessProbe()))
        .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("monitoring"))
        .extracting(probe -> probe.getHttpGet().getPath())
        .containsExactly("/livez", "/livez", "/readyz");
    assertThat(on.getPorts()).anyMatch(port -> port.getContainerPort() == 9000);

    RenderedChart off = RenderedChart.with("monitoring: {enabled: false}");
    assertThat(off.environment()).containsEntry("ORIENT_MONITORING_PORT", "off");
    assertThat(container(off).getLivenessProbe()).isNull();
    assertThat(container(off).getReadinessProbe().getTcpSocket()).isNotNull();
    assertThat(off.all(Service.class))
        .extracting(HasMetadata::getMetadata)
        .extracting(ObjectMeta::getName)
        .containsExactly("orient-secrets-operator");
  }

  @Test
  void theAdminApiCanBeOffAndThenNeedsNoRights() {
    RenderedChart chart = RenderedChart.with("admin: {enabled: false}");
    assertThat(chart.environment()).containsEntry("ORIENT_ADMIN_PORT", "off");
    assertThat(chart.text()).doesNotContain("tokenreviews");
  }

  @Test
  void servicesFindTheirPods() {
    RenderedChart chart = RenderedChart.with("");
    Map<String, String> labels = chart.operator().getSpec().getTemplate().getMetadata().getLabels();
    assertThat(chart.all(Service.class))
        .hasSize(2)
        .allSatisfy(
            service -> assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector()));
    assertThat(labels)
        .containsAllEntriesOf(chart.operator().getSpec().getSelector().getMatchLabels());
  }

  @Test
  void aChangedFileRestartsTheOperatorAndAnUnchangedOneDoesNot() {
    Map<String, String> before = annotations("defaults: {values: {A: one}}");
    assertThat(annotations("defaults: {values: {A: one}}")).isEqualTo(before);
    assertThat(annotations("defaults: {values: {A: two}}")).isNotEqualTo(before);
    assertThat(annotations("catalog: {extension: 'keys: {}'}")).isNotEqualTo(annotations(""));
  }

  private static Map<String, String> annotations(String values) {
    return RenderedChart.with(values)
        .operator()
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations();
  }

  @Test
  void theSealerHasARoleAndAPasswordOfItsOwn() {
    RenderedChart chart = RenderedChart.with(EVERYTHING);
    PodSpec sealer =
        chart
            .get(Deployment.class, "orient-secrets-operator-sealer")
            .getSpec()
            .getTemplate()
            .getSpec();
    assertThat(sealer.getContainers().get(0).getArgs()).containsExactly("seal-audit");
    assertThat(volume(sealer, "database").getSecret().getSecretName()).isEqualTo("sealer");
    assertThat(sealer.getContainers().get(0).getEnv())
        .contains(new EnvVar("ORIENT_DATABASE_USER", "orient_sealer", null));
    assertThat(sealer.getAutomountServiceAccountToken()).isFalse();
    assertThat(chart.environment()).containsEntry("ORIENT_AUDIT_SEALER", "external");
    assertThat(RenderedChart.with("").environment()).doesNotContainKey("ORIENT_AUDIT_SEALER");
  }

  @Test
  void theMigrationRunsBeforeTheOperatorWhichThenDoesNot() {
    RenderedChart chart = RenderedChart.with(EVERYTHING);
    Job job = chart.get(Job.class, "orient-secrets-operator-migrate");
    assertThat(job.getMetadata().getAnnotations())
        .containsEntry("helm.sh/hook", "pre-install,pre-upgrade");
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    assertThat(pod.getContainers().get(0).getArgs()).containsExactly("migrate");
    assertThat(pod.getContainers().get(0).getEnv())
        .contains(new EnvVar("ORIENT_DATABASE_USER", "orient_migrator", null));
    assertThat(volume(pod, "database").getSecret().getSecretName()).isEqualTo("owner");
    assertThat(pod.getServiceAccountName()).as("hooks come before accounts").isNull();
    assertThat(chart.environment()).containsEntry("ORIENT_DATABASE_MIGRATE", "false");
    assertThat(RenderedChart.with("").environment())
        .containsEntry("ORIENT_DATABASE_MIGRATE", "true");
  }

  @Test
  void allPodsOfOurImageHaveTheVolumesThatTheUserBrings() {
    RenderedChart chart =
        RenderedChart.with(
            EVERYTHING
                + """
                extraVolumes: [{name: more, emptyDir: {}}]
                extraVolumeMounts: [{name: more, mountPath: /more}]
                """);
    assertThat(
            Stream.of(
                pod(chart),
                chart.get(Deployment.class, NAME + "-sealer").getSpec().getTemplate().getSpec(),
                chart.get(Job.class, NAME + "-migrate").getSpec().getTemplate().getSpec()))
        .allSatisfy(
            pod -> {
              assertThat(mountPath(pod.getContainers().get(0), "more")).isEqualTo("/more");
              assertEveryMountHasAVolume(pod);
            });
  }

  @Test
  void theNotesSpeakOfWhatIsThere() {
    assertThat(notes(""))
        .contains("create namespace shop", "orientctl set SLACK_BOT_TOKEN --from-stdin -n shop")
        .contains("--operator-namespace x");
    assertThat(notes("watchNamespaces: [bots, web]\nadmin: {audience: ours}"))
        .contains("--from-stdin -n bots --operator-namespace x --audience ours")
        .doesNotContain("shop", "create namespace");
    assertThat(notes("admin: {enabled: false}"))
        .contains("create secret generic slack", "secretKeyRef: {name: slack, key: token}")
        .doesNotContain("orientctl", "store-editor");
  }

  private static String notes(String values) {
    String output = installBlindly(LEAST + values).getOutput();
    return output.substring(output.lastIndexOf("NOTES:"));
  }

  @Test
  void theCertificateHasAllNamesOfTheService() {
    assertThat(RenderedChart.with(EVERYTHING).ofKind("Certificate"))
        .singleElement()
        .extracting(Object::toString)
        .asString()
        .contains(
            "orient-secrets-operator.orient-system.svc.cluster.local",
            "orient-secrets-operator.orient-system.svc,");
  }

  @Test
  void monitoringObjectsAreThereWhenAskedFor() {
    RenderedChart chart = RenderedChart.with(EVERYTHING);
    assertThat(chart.ofKind("ServiceMonitor")).hasSize(1);
    assertThat(chart.ofKind("PrometheusRule"))
        .singleElement()
        .extracting(Object::toString)
        .asString()
        .contains("groups");
    RenderedChart plain = RenderedChart.with("");
    assertThat(Stream.of("ServiceMonitor", "PrometheusRule", "ConfigMap", "Certificate"))
        .allMatch(kind -> plain.ofKind(kind).isEmpty());
    assertThat(chart.get(ConfigMap.class, "orient-secrets-operator-dashboard-dashboard").getData())
        .containsKey("dashboard.json");
    assertThat(chart.get(ConfigMap.class, "orient-secrets-operator-catalog").getData())
        .containsKey("catalog.yaml");
    assertThat(chart.get(Secret.class, "orient-secrets-operator-defaults").getStringData())
        .containsKey("defaults.yaml");
  }

  @Test
  void podsAreWhereAndWhatTheUserWants() {
    RenderedChart chart =
        RenderedChart.with(
            """
            image: {digest: "sha256:%s"}
            imagePullSecrets: [registry]
            priorityClassName: system-cluster-critical
            nodeSelector: {disk: fast}
            tolerations: [{key: dedicated, operator: Exists}]
            affinity: {nodeAffinity: {}}
            topologySpreadConstraints: []
            podLabels: {team: platform}
            podAnnotations: {note: hello}
            extraEnv: [{name: OPENAI_API_KEY, valueFrom: {secretKeyRef: {name: a, key: b}}}]
            extraEnvFrom: [{secretRef: {name: fallbacks}}]
            extraVolumes: [{name: more, emptyDir: {}}]
            extraVolumeMounts: [{name: more, mountPath: /more}]
            javaOptions: -Xmx300m
            commonLabels: {cost: secrets}
            """
                .formatted("0a".repeat(32)));
    assertThat(container(chart).getImage())
        .isEqualTo("ghcr.io/orient-bot/orient-secrets-operator@sha256:" + "0a".repeat(32));
    assertThat(pod(chart).getImagePullSecrets()).hasSize(1);
    assertThat(pod(chart).getPriorityClassName()).isEqualTo("system-cluster-critical");
    assertThat(pod(chart).getNodeSelector()).containsEntry("disk", "fast");
    assertThat(pod(chart).getTolerations()).hasSize(1);
    assertThat(pod(chart).getAffinity().getNodeAffinity()).isNotNull();
    assertThat(pod(chart).getTopologySpreadConstraints()).isEmpty();
    assertThat(container(chart).getEnvFrom()).hasSize(1);
    assertThat(mountPath(container(chart), "more")).isEqualTo("/more");
    assertThat(chart.environment()).containsEntry("JDK_JAVA_OPTIONS", "-Xmx300m");
    assertThat(chart.operator().getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("team", "platform");
    assertThat(annotations("podAnnotations: {note: hello}")).containsEntry("note", "hello");
    assertThat(chart.objects())
        .allMatch(object -> "secrets".equals(object.getMetadata().getLabels().get("cost")));
  }

  @Test
  void everyNamespacedObjectSaysItsNamespace() {
    assertThat(RenderedChart.with(EVERYTHING).objects())
        .filteredOn(object -> !object.getKind().startsWith("Cluster"))
        .filteredOn(object -> !object.getKind().equals("CustomResourceDefinition"))
        .allMatch(object -> "orient-system".equals(object.getMetadata().getNamespace()));
  }

  @Test
  void withoutTheTwoChoicesItIsRefusedAndSaysWhatToDo() {
    assertAllRefused("", "database.url", "database.bundled.enabled");
    assertAllRefused(
        "database: {url: 'jdbc:postgresql://db/o', passwordSecret: {name: p}}",
        "kek.existingSecret",
        "openssl rand -base64 32",
        "kek.generate");
    assertAllRefused("database: {url: 'jdbc:postgresql://db/o'}", "database.passwordSecret.name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kek: {existingSecret: k, directory: /k}",
        "kek: {existingSecret: k, kms: {mode: write}}",
        "kek: {existingSecret: k, kms: {hostPath: /run}}",
        "database: {bundled: {enabled: true}}",
        "database: {tls: {caSecret: {name: a}, caConfigMap: {name: b}}}",
        "leaderElection: {enabled: false}",
        "migration: {enabled: true}",
        "audit: {sealer: {enabled: true}}",
        "defaults: {values: {A: b}, existingSecret: {name: c}}",
        "catalog: {extension: a, existingConfigMap: {name: c}}",
        "admin: {tls: {certManager: {enabled: true}}}",
        "admin: {port: 8081}",
        "monitoring: {enabled: false, serviceMonitor: {enabled: true}}",
      })
  void contradictionsAreRefusedWithTheNameOfTheValue(String values) {
    String field = values.replaceAll("(?s)[:{ ].*", "");
    // Merged by hand: YAML must not have a key twice.
    String all =
        values.startsWith("kek")
            ? LEAST.replaceAll("kek: .*", "") + values
            : values.startsWith("database")
                ? LEAST.replace(
                    "database:", "database:\n  " + values.substring(11, values.length() - 1))
                : LEAST + values;
    assertAllRefused(all, field.equals("leaderElection") ? "replicas" : field);
  }

  @Test
  void aKeyIsNeverMadeWhereItsPredecessorCannotBeSeen() {
    assertBlindlyRefused(
        LEAST.replace("existingSecret: orient-kek", "generate: true"), "kek.generate");
    assertBlindlyRefused(
        "database: {bundled: {enabled: true}}\nkek: {existingSecret: k}", "database.bundled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: two                                    | /replicas
          replica: 2                                       | replica
          image: {pullPolicy: Sometimes}                   | /image/pullPolicy
          image: {digest: abc}                             | /image/digest
          restarts: {settle: 5s}                           | /restarts/settle
          restarts: {maxConcurrent: 0}                     | /restarts/maxConcurrent
          store: {keptVersions: 10001}                     | /store/keptVersions
          threads: 49                                      | /threads
          store: {reencryptionRate: 100001}                | /store/reencryptionRate
          store: {keyPoll: PT21S}                          | /store/keyPoll
          store: {keyPoll: PT20.5S}                        | /store/keyPoll
          store: {keyPoll: PT1M}                           | /store/keyPoll
          watchNamespaces: [Shop]                          | /watchNamespaces/0
          watchNamespaces: shop                            | /watchNamespaces
          admin: {port: 70000}                             | /admin/port
          admin: {service: {type: External}}               | /admin/service/type
          log: {level: LOUD}                               | /log/level
          log: {format: xml}                               | /log/format
          audit: {retention: thirty days}                  | /audit/retention
          rbac: {create: "yes"}                            | /rbac/create
          monitoring: {serviceMonitor: {interval: 30}}     | /monitoring/serviceMonitor/interval
          extraEnv: [{value: x}]                           | /extraEnv/0
          """)
  void theSchemaNamesTheWrongField(String values, String field) {
    assertRefused(values, field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database: {url: 'postgres://db'}",
        "database: {url: 'jdbc:postgresql://db/o?user=a&password=planted'}",
        "kek: {kms: {endpoint: 'tcp://kms:1'}}",
        "database: {tls: {mode: sometimes}}",
        "database: {pasword: x}",
      })
  void theSchemaRefusesWrongPlaces(String values) {
    assertThatThrownBy(() -> RenderedChart.render("x", RenderedChart.KUBERNETES, values))
        .hasMessageContaining("'/" + values.substring(0, values.indexOf(':')));
  }

  /** As "helm template" renders, and with it Argo CD: without a look into the cluster. */
  private static void assertBlindlyRefused(String values, String field) {
    assertThatThrownBy(() -> installBlindly(values))
        .hasMessageContainingAll(field, "--dry-run=server");
  }

  private static Release installBlindly(String values) {
    try {
      return new Helm(RenderedChart.DIRECTORY)
          .install()
          .clientOnly()
          .withDryRunOption(DryRun.CLIENT)
          .withName("blind")
          .withNamespace("x")
          .withKubeVersion(RenderedChart.KUBERNETES)
          .withValuesFile(Files.writeString(directory.resolve("values.yaml"), values))
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertRefused(String values, String... messages) {
    assertAllRefused(LEAST + values, messages);
  }

  private static void assertAllRefused(String values, String... messages) {
    assertThatThrownBy(() -> RenderedChart.render("x", RenderedChart.KUBERNETES, values))
        .hasMessageContainingAll(messages);
  }
}
