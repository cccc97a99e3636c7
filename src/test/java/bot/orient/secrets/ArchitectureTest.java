package bot.orient.secrets;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.Client;

/**
 * The direction of dependencies. Packages that do not exist yet are named here already, so that
 * they are born under the rules.
 */
@AnalyzeClasses(
    packages = "bot.orient.secrets",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "bot.orient.secrets";

  private static final DescribedPredicate<JavaClass> OURS = resideInAPackage(ROOT + "..");

  private static final DescribedPredicate<JavaClass> MAIN =
      nameMatching("bot\\.orient\\.secrets\\.(Main|KekProviders)(\\$.*)?").forSubtype();

  /** The two questions that the admin API has for the API server, and who is given its client. */
  private static final DescribedPredicate<JavaClass> REVIEWS =
      nameMatching(
              "bot\\.orient\\.secrets\\.admin\\.(KubernetesTokenReviews|KubernetesAccessReviews|AdminServer)")
          .forSubtype();

  /** The command line client is a client of the API server, too. */
  private static final DescribedPredicate<JavaClass> CLIENT =
      nameMatching("bot\\.orient\\.secrets\\.cli\\.client\\.KubernetesCluster(\\$.*)?")
          .forSubtype();

  @ArchTest
  static final ArchRule DEPENDENCIES_POINT_DOWNWARDS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("main")
          .definedBy(ROOT)
          .layer("kubernetes")
          .definedBy(ROOT + ".kubernetes..")
          .layer("admin")
          .definedBy(ROOT + ".admin..")
          .layer("cli")
          .definedBy(ROOT + ".cli..")
          .layer("monitoring")
          .definedBy(ROOT + ".monitoring..")
          .layer("migration")
          .definedBy(ROOT + ".migration..")
          .layer("sync")
          .definedBy(ROOT + ".sync..")
          .layer("store")
          .definedBy(ROOT + ".store..")
          .layer("crypto")
          .definedBy(ROOT + ".crypto..")
          .layer("kms")
          .definedBy(ROOT + ".kms..")
          .layer("catalog")
          .definedBy(ROOT + ".catalog..")
          .layer("api")
          .definedBy(ROOT + ".api..")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("kubernetes")
          .mayOnlyBeAccessedByLayers("main", "monitoring")
          .whereLayer("admin")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("monitoring")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("migration")
          .mayOnlyBeAccessedByLayers("main", "admin", "cli")
          .whereLayer("kms")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("sync")
          .mayOnlyBeAccessedByLayers("main", "monitoring", "kubernetes", "admin", "cli")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers(
              "main", "monitoring", "kubernetes", "admin", "cli", "migration", "sync")
          .whereLayer("crypto")
          .mayOnlyBeAccessedByLayers(
              "main", "kubernetes", "admin", "cli", "migration", "sync", "store", "kms")
          .whereLayer("catalog")
          .mayOnlyBeAccessedByLayers("main", "kubernetes", "admin", "cli", "migration", "sync");

  @ArchTest static final ArchRule API_IMPORTS_NOTHING_OF_OURS = onlyUses("api", "api");

  @ArchTest static final ArchRule ARGO_IMPORTS_NOTHING_OF_OURS = onlyUses("argo", "argo");

  @ArchTest
  static final ArchRule CATALOG_KNOWS_ONLY_THE_API = onlyUses("catalog", "catalog", "api");

  @ArchTest static final ArchRule CRYPTO_KNOWS_BYTES_ONLY = onlyUses("crypto", "crypto");

  @ArchTest
  static final ArchRule ONLY_KUBERNETES_AND_MAIN_TALK_TO_THE_API_SERVER =
      noClasses()
          .that(not(resideInAPackage(ROOT + ".kubernetes..").or(MAIN).or(REVIEWS).or(CLIENT)))
          .should()
          .dependOnClassesThat(
              assignableTo(Client.class)
                  .or(
                      resideInAnyPackage(
                          "io.fabric8.kubernetes.client.dsl..",
                          "io.fabric8.kubernetes.client.informers..",
                          "io.fabric8.kubernetes.client.extended..",
                          "io.javaoperatorsdk..")));

  @ArchTest
  static final ArchRule ONLY_THE_STORE_KNOWS_SQL =
      onlyIn(
          "store",
          "java.sql..",
          "javax.sql..",
          "com.zaxxer..",
          "org.flywaydb..",
          "org.postgresql..");

  @ArchTest
  static final ArchRule ONLY_CRYPTO_KNOWS_BOUNCY_CASTLE = onlyIn("crypto", "org.bouncycastle..");

  @ArchTest
  static final ArchRule MONITORING_SEES_NO_VALUES =
      onlyUses("monitoring", "monitoring", "kubernetes", "sync", "store");

  @ArchTest
  static final ArchRule ONLY_MONITORING_KNOWS_MICROMETER =
      onlyIn("monitoring", "io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule ONLY_ADMIN_AND_MONITORING_KNOW_JETTY =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".admin..", ROOT + ".monitoring..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule ADMIN_LEAVES_RECONCILING_ALONE =
      onlyUses("admin", "admin", "sync", "store", "crypto", "catalog", "api");

  @ArchTest static final ArchRule KMS_KNOWS_ONLY_CRYPTO = onlyUses("kms", "kms", "crypto");

  @ArchTest
  static final ArchRule ONLY_KMS_KNOWS_GRPC = onlyIn("kms", "io.grpc..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_DUMPING_GROUNDS =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..impl..", "..common..", "..helper..");

  private static ArchRule onlyUses(String owner, String... packages) {
    DescribedPredicate<JavaClass> allowed = not(OURS);
    for (String used : packages) {
      allowed = allowed.or(resideInAPackage(ROOT + "." + used + ".."));
    }
    return classes()
        .that()
        .resideInAPackage(ROOT + "." + owner + "..")
        .should()
        .onlyDependOnClassesThat(allowed)
        .as("%s uses of our packages only: %s".formatted(owner, String.join(", ", packages)));
  }

  private static ArchRule onlyIn(String owner, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + owner + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
