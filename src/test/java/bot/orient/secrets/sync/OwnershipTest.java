package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnershipTest {

  private static final Owner APP =
      new Owner("secrets.orient.bot/v1", "OrientSecret", "shop", "app", "uid-app");

  @Test
  void secretMarkedWithOurNameIsOurs() {
    assertOurs(of(marked("OrientSecret/app"), "{}"));
  }

  @Test
  void secretOfAResourceThatIsGoneIsTakenOver() {
    assertOurs(of(marked("OrientSecret/gone"), "{}"));
  }

  @Test
  void secretOfAnotherResourceIsRefusedWhateverThePolicy() {
    assertForeign(of(marked("OrientSecret/other"), "{}"), "is projected by OrientSecret/other");
    assertForeign(
        of(marked("OrientSecret/other"), "{creationPolicy: Merge}"),
        "is projected by OrientSecret/other");
  }

  @Test
  void sameNameOfAnotherKindIsAnotherResource() {
    Ownership ownership =
        Ownership.of(
            marked("ProviderDefaults/app"), APP, target("{}"), "ProviderDefaults/app"::equals);

    assertForeign(ownership, "is projected by ProviderDefaults/app");
  }

  @Test
  void secretThatNobodyMarkedIsRefusedWithAllWaysOut() {
    assertForeign(
        of(secret(Map.of()), "{}"),
        "was not made by the operator",
        "spec.target.name",
        "creationPolicy: Merge",
        "delete the Secret");
  }

  @Test
  void secretThatLostItsMarkIsKnownByItsOwnerReference() {
    assertOurs(of(referringTo("uid-app"), "{}"));
    assertForeign(of(referringTo("uid-app-before"), "{}"), "was not made by the operator");
  }

  @Test
  void mergeTakesAnySecretThatIsNotProjectedAlready() {
    assertOurs(of(secret(Map.of()), "{creationPolicy: Merge}"));
    assertOurs(of(marked("OrientSecret/app"), "{creationPolicy: Merge}"));
  }

  @Test
  void secretThatWasMergedIntoStaysItsMakersAfterAChangeOfPolicy() {
    Secret merged = secret(Map.of(Markers.OWNER, "OrientSecret/app", Markers.MERGED, "true"));

    assertForeign(of(merged, "{}"), "made by somebody else and merged into", "Merge");
  }

  @Test
  void immutableSecretOfSomebodyElseCannotBeMergedInto() {
    Secret immutable = new SecretBuilder(secret(Map.of())).withImmutable(true).build();

    assertForeign(of(immutable, "{creationPolicy: Merge}"), "is immutable");
  }

  @ParameterizedTest
  @CsvSource({
    "kubectl-create, Update, true, true",
    "argocd-controller, Apply, true, true",
    "reflector, Update, false, false",
    "orient-secrets-operator, Apply, true, false",
    "orient-secrets-operator, Update, true, false"
  })
  void secretIsWrittenByOthersIfAnybodyElseSetMoreThanMarks(
      String manager, String operation, boolean values, boolean others) {
    FieldsV1 fields = new FieldsV1();
    fields.setAdditionalProperty("f:metadata", Map.of("f:labels", Map.of("f:a", Map.of())));
    if (values) {
      fields.setAdditionalProperty("f:data", Map.of("f:A", Map.of()));
    }
    Secret written =
        new SecretBuilder(secret(Map.of()))
            .editMetadata()
            .addNewManagedField()
            .withManager(manager)
            .withOperation(operation)
            .withFieldsV1(fields)
            .endManagedField()
            .endMetadata()
            .build();

    assertThat(Ownership.isWrittenByOthers(written)).isEqualTo(others);
  }

  @Test
  void ownerKnowsTheSecretsThatBearItsMark() {
    assertThat(APP.marks(marked("OrientSecret/app"))).isTrue();
    assertThat(APP.marks(marked("OrientSecret/other"))).isFalse();
    assertThat(APP.marks(secret(Map.of()))).isFalse();
    assertThat(APP.marks(secret(null))).isFalse();
  }

  private static Ownership of(Secret live, String target) {
    return Ownership.of(live, APP, target(target), "OrientSecret/other"::equals);
  }

  private static Target target(String yaml) {
    return Target.of(
        Specs.orientSecret("{keys: [{key: A}], target: %s}".formatted(yaml)).target(), "app");
  }

  private static Secret marked(String mark) {
    return secret(Map.of(Markers.OWNER, mark));
  }

  private static Secret secret(Map<String, String> annotations) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("app")
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  private static Secret referringTo(String uid) {
    return new SecretBuilder(secret(Map.of()))
        .editMetadata()
        .withOwnerReferences(new OwnerReferenceBuilder().withUid(uid).build())
        .endMetadata()
        .build();
  }

  private static void assertOurs(Ownership ownership) {
    assertThat(ownership).isInstanceOf(Ownership.Ours.class);
  }

  private static void assertForeign(Ownership ownership, String... parts) {
    assertThat(ownership)
        .isInstanceOfSatisfying(
            Ownership.Foreign.class,
            foreign -> assertThat(foreign.message()).contains("Secret app").contains(parts));
  }
}
