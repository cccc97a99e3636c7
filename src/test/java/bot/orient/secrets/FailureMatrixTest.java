package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The failures that the operator is built to survive. Each row names the tests that make it happen,
 * with a real database and, where it shows there, a real API server; a row whose test was renamed,
 * removed or switched off fails.
 */
class FailureMatrixTest {

  private static final List<Failure> MATRIX =
      List.of(
          failure("Connections to the API server lost without a word")
              .shownBy("kubernetes.SilentNetworkIT", "leaderGoesOnByNewConnections"),
          failure("First list of the API server broken off")
              .shownBy(
                  "kubernetes.SilentNetworkIT",
                  "firstListThatBreaksOffEndsTheStartAndTheNextOneWorks"),
          failure("Secret deleted while the watch is broken")
              .shownBy(
                  "kubernetes.SilentNetworkIT",
                  "secretThatIsGoneBeforeTheWatchToldOfItIsMadeAgain"),
          failure("DB down at start")
              .shownBy("store.StoreOpeningIT", "opensBeforeItsDatabaseAndHealsByItself")
              .shownBy(
                  "kubernetes.OutageIT", "operatorThatStartsDuringAnOutageEmptiesNothingAndHeals"),
          failure("DB down later")
              .shownBy(
                  "kubernetes.OutageIT",
                  "outageChangesNoSecretAndRestartsNothingAndHealsByItself",
                  "secretDeletedDuringAnOutageIsBackAfterItAndRestartsNothing")
              .shownBy("store.ChangeFeedIT", "tellsAnOutageOnceAndTheReturn")
              .shownBy("store.NetworkFailureIT", "anUnreachableDatabaseIsToldAndComesBack"),
          failure("DB answers slowly, half or not at all")
              .shownBy(
                  "store.NetworkFailureIT",
                  "aHalfOpenConnectionIsGivenUpInBoundedTime",
                  "aSlowNetworkOnlyTakesLonger",
                  "aConnectionLostInATransactionLeavesNothingBehind")
              .shownBy(
                  "store.ServerTroubleIT",
                  "aLockThatAnotherHoldsIsGivenUp",
                  "aStatementThatTakesTooLongIsGivenUpByTheServer"),
          failure("DB crashes while it is written to")
              .shownBy("store.ServerTroubleIT", "aCrashLosesNothingThatWasAnswered"),
          failure("DB has no free connection")
              .shownBy(
                  "store.ServerTroubleIT",
                  "anExhaustedPoolIsToldWithItsSettingAndReadsRecover",
                  "aServerWithoutFreeConnectionsIsToldAndUsedOnceThereIsOne"),
          failure("Failover")
              .shownBy(
                  "store.FailoverIT",
                  "goesOnWithTheNewPrimaryWhenTheOldOneDies",
                  "leavesAPrimaryThatAnswersAndTakesNoWrites",
                  "avoidsTheOldPrimaryWhenItComesBackAsAStandby")
              .shownBy(
                  "store.ServerTroubleIT", "aReadOnlyServerIsToldAndUsedAgainOnceItTakesWrites"),
          failure("Wrong KEK")
              .shownBy(
                  "store.StoreOpeningIT",
                  "refusesAStoreOfAnotherKeyAndWritesNothing",
                  "refusesAnotherKeyOfTheSameIdAndWritesNothing")
              .shownBy("store.KmsStoreIT", "anotherKeyOfTheSameIdOpensNothingAndNothingIsWritten")
              .shownBy("MainIT", "wrongKeyWritesNothingAndSaysWhichKeyIsNeeded"),
          failure("KEK missing, rows exist")
              .shownBy(
                  "store.UnusableKekIT",
                  "noKeyIsMadeForRowsWhoseKeyIsGone",
                  "anotherKeyIsNotTakenForRowsWhoseKeyIsGone",
                  "rowsThatLostTheirStoreGetNoNewKeys")
              .shownBy("store.StoreOpeningIT", "opensOnceItsKeyIsThere")
              .shownBy("store.KekRotationIT", "aNeededKeyThatWasTakenAwayStaysInUseAndIsAskedFor")
              .shownBy("MainIT", "keySecretThatIsAbsentIsToldInTheStatus"),
          failure("KMS plugin down")
              .shownBy(
                  "store.KmsStoreIT",
                  "goesOnWithWhatItHasWhenThePluginStops",
                  "whatNeedsThePluginFailsClearlyUntilItIsBack",
                  "opensOnceThePluginIsThere",
                  "opensWithAPluginThatIsUnwellAndWritesNothing"),
          failure("Row bit flip or tampered with")
              .shownBy(
                  "store.TamperedStoreIT",
                  "aBadRowIsToldApartAndSpoilsNoOther",
                  "anEarlierVersionIsOfferedWhereThereIsOneAndMendsToo")
              .shownBy(
                  "kubernetes.TamperedRowIT",
                  "isToldKeepsItsLastValueAndStopsNoOther",
                  "isMendedByWritingTheSameValueAgain",
                  "isMendedByARollbackToAnEarlierVersion")
              .shownBy("store.VersionReadIT", "tamperedVersionIsToldAndSpoilsNoOther")
              .shownBy(
                  "store.TamperDetectedIT",
                  "everySortOfDamageIsToldOnceByAllReplicasTogether",
                  "aMendedValueThatIsDamagedAgainIsToldAgain",
                  "aValueWhoseKeyIsOnlyNotAtHandIsNotToldAsTamperedWith",
                  "anAuditTrailThatCannotBeWrittenFailsNoReadAndIsTriedAgain",
                  "aReadOnlyServerFailsNoReadAndIsToldOnceItTakesWrites")
              .shownBy(
                  "store.SeedRotationIT",
                  "anUnreadableVersionIsCountedAndHoldsUpNoneButKeepsItsKey"),
          failure("Ciphertext moved to another name, scope or version")
              .shownBy(
                  "store.TamperedStoreIT",
                  "aBadRowIsToldApartAndSpoilsNoOther",
                  "aRenamedSecretIsTold",
                  "aScopeWithAnotherScopesKeyIsTold")
              .shownBy("store.VersionReadIT", "versionsThatWereExchangedAreTold")
              .shownBy("store.KmsStoreIT", "seedsThatWereSwappedAreNotUsed"),
          failure("Old row restored")
              .shownBy(
                  "kubernetes.RollbackIT", "aRowThatWasPutBackOutsideTheOperatorIsNotProjected")
              .shownBy("store.RestoredStoreIT", "anchorHoldsUntilItsSealIsGoneOrAnotherOne"),
          failure("Whole database restored")
              .shownBy(
                  "kubernetes.RollbackIT",
                  "restoredDatabaseChangesNoSecretAndRestartsNothingUntilItIsAccepted",
                  "restoredDatabaseIsAcceptedAsAWhole",
                  "dumpThatIsRestoredOnAnotherServerIsTheSameStoreThatWentBack",
                  "restoredDatabaseThatLostAGrantTakesNoValuesAway"),
          failure("Standby that lagged takes over")
              .shownBy("kubernetes.RollbackIT", "aStandbyThatLaggedChangesNoSecret"),
          failure("Another database answers")
              .shownBy(
                  "kubernetes.RollbackIT", "anotherStoreIsNeitherReadNorWrittenUntilItIsAccepted"),
          failure("Cluster restored instead of the database")
              .shownBy("kubernetes.RollbackIT", "objectsOfAnOlderClusterGiveWayToTheStore"),
          failure("Half-rotated keys, crash")
              .shownBy("store.RotationKillIT", "noValueIsEverLost")
              .shownBy("store.KekRotationIT", "seedsUnderSeveralKeysAreBroughtUnderOne")
              .shownBy("store.KmsStoreIT", "promotionIsUndoneAsAWholeWhenThePluginDoesNotUnwrap")
              .shownBy(
                  "store.SeedRotationIT", "aPausedReencryptionRestsAndAnotherReplicaGoesOnWithIt"),
          failure("Two writers")
              .shownBy(
                  "store.ConditionalWriteIT",
                  "ofWritersThatExpectTheSameRevisionExactlyOneWins",
                  "ofWritersThatExpectNothingExactlyOneCreates",
                  "manyThreadsRetryingOneTokenMakeOneVersion")
              .shownBy(
                  "store.SecretStoreIT",
                  "concurrentWritersEachGetAVersionOfTheirOwn",
                  "racingReplicasImportAChangeOnce")
              .shownBy("store.StoreOpeningIT", "racingReplicasMakeOneStore"),
          failure("Commit outcome unknown")
              .shownBy(
                  "store.CommitInDoubtIT",
                  "aWriteIsMadeOnceWhereverItsConnectionIsCut",
                  "aCommitThatIsStillUnderWayIsWaitedFor",
                  "aBackendThatIsKilledWhileItCommitsIsAskedAgain",
                  "aWriterThatCannotFindOutSaysSoAndTheTokenMakesItsRepetitionSafe")
              .shownBy("store.NetworkFailureIT", "aWriteWhoseCommitGetsNoAnswerIsMadeOnce")
              .shownBy("store.LostConnectionsIT", "everyWriteThatIsToldIsThereOnceAndNoOther"),
          failure("Clock skew")
              .shownBy(
                  "store.ClockSkewIT",
                  "isToldOnceEachTimeItBeginsAndOnceWhenItEnds",
                  "theOperatorWatchesAndWritesTheDatabasesTimeAllTheSame")
              .shownBy("store.SeedRotationIT", "theRateIsKeptByTheDatabasesClock"),
          failure("NOTIFY lost, PgBouncer")
              .shownBy(
                  "store.ChangeFeedIT",
                  "findsByThePollWhatCameWithoutAHint",
                  "outlivesAKilledConnectionWithoutMissingOrDoubling")
              .shownBy(
                  "store.NetworkFailureIT", "aFeedWhoseConnectionDiesSilentlyNoticesAndCatchesUp")
              .shownBy("store.PoolerIT", "everythingWorksWhenWhatNeedsASessionGoesDirect"),
          failure("Audit insert fails")
              .shownBy("store.SecretStoreIT", "aChangeThatCannotBeAuditedIsNotMade")
              .shownBy("store.RevealIT", "givesNoValueWhenItCannotBeAudited"),
          failure("Sealer stopped or chain broken")
              .shownBy(
                  "store.AuditSealerIT",
                  "saysWhenRowsWaitTooLongAndWhenItIsOver",
                  "sealsBesideTheWritersAndAcrossAnOutage")
              .shownBy(
                  "store.AuditSealingIT",
                  "aSealerThatIsKilledBetweenItsStatementsLeavesNothingBehind",
                  "aStoreWhoseAuditKeyIsLostIsNotGivenANewOne")
              .shownBy(
                  "store.TamperedTrailIT",
                  "aChangedRowIsNamed",
                  "aMissingRowIsNamed",
                  "aMissingSealIsNamed",
                  "aCutEndIsFoundByTheAnchor"),
          failure("Disk full")
              .shownBy("store.ServerTroubleIT", "aFullDiskStopsWritesAndNothingElse")
              .shownBy("kubernetes.OutageIT", "fullDiskStopsWritesAndNoProjectionAndHealsByItself"),
          failure("Secret deleted or edited in the cluster")
              .shownBy(
                  "kubernetes.ProjectionIT",
                  "deletedSecretIsMadeAgainAtOnce",
                  "handEditIsHealedAtOnce"),
          failure("CR deleted by mistake")
              .shownBy(
                  "kubernetes.LifecycleIT",
                  "resourceDeletedByMistakeLeavesTheValueAndTheNextOneHasIt",
                  "retainedSecretOutlivesItsResourceAndIsAdoptedByTheNext"),
          failure("Namespace deleted")
              .shownBy("kubernetes.LifecycleIT", "namespaceThatIsDeletedTakesNothingFromTheStore"),
          failure("Secret of the store deleted by mistake")
              .shownBy(
                  "store.SecretHistoryIT",
                  "undeleteBringsBackTheVersionThatWasDeleted",
                  "afterTheWindowASecretIsDestroyedForGood")
              .shownBy("kubernetes.BadInputIT", "valueOfAKeyThatIsDeletedFromTheStoreIsKept"),
          failure("Key of a scope lost")
              .shownBy(
                  "store.LostSeedIT",
                  "isWrittenAgainWithTheNextValue",
                  "givesWayToTheOneThatAnotherReplicaMadeSince")
              .shownBy("store.TamperedStoreIT", "aLostDataKeyIsToldAndTheScopeCanBeWrittenAnew"),
          failure("Key destroyed")
              .shownBy("store.KekRotationIT", "aKeyIsDestroyedOnlyWhenNothingNeedsIt"),
          failure("Deleted tenant's seed: a scope is destroyed on purpose")
              .shownBy(
                  "store.ScopeDestructionIT",
                  "nothingChangesUntilItIsDue",
                  "noReplicaGivesOutAValueFromTheMomentOnAndNoKeyIsLeft",
                  "whoIsKilledOnTheWayHasDoneNothingAndTheNextOneDoesAll",
                  "aCancellationAtTheLastMomentWinsOrComesTooLateAndNothingBetween",
                  "verificationKnowsThatItWasOnPurposeAndFindsWhatWasNot",
                  "aKeyThatComesBackFromABackupIsNotUsedIsToldAndGoesAgain",
                  "aWholeDatabaseFromBeforeIsNoticedByTheAnchor")
              .shownBy("kubernetes.DestroyedScopeIT", "whatIsProjectedStaysAndANewValueIsTakenUp"),
          failure("Operator killed")
              .shownBy(
                  "kubernetes.KillIT",
                  "killedAtAnyTimeAfterTheWriteItRestartsOnce",
                  "killedAgainWhileItStartsItRestartsOnce")
              .shownBy("kubernetes.LifecycleIT", "whatHappenedWhileTheOperatorWasAwayIsMadeUpFor"));

  static List<Failure> matrix() {
    return MATRIX;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("matrix")
  void everyFailureIsMadeToHappenByATestThatRuns(Failure failure) throws ClassNotFoundException {
    assertThat(failure.shownBy).as("tests of %s", failure).isNotEmpty();
    for (TestName test : failure.shownBy) {
      test.assertRuns();
    }
  }

  @Test
  void noFailureIsNamedTwice() {
    assertThat(MATRIX).extracting(Failure::toString).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "store.NoSuchIT, any",
    "store.FailoverIT, noSuchTest",
    "store.FailoverIT, close",
    "store.StoreFixture, execute",
    "crypto.AesGcmTest, givesNothingWhenTheTagDoesNotFit"
  })
  void whatDoesNotRunWithRealServersIsRefused(String testClass, String method) {
    assertThatThrownBy(new TestName(testClass, method)::assertRuns)
        .isInstanceOfAny(AssertionError.class, ClassNotFoundException.class);
  }

  private static Failure failure(String name) {
    return new Failure(name, List.of());
  }

  private record Failure(String name, List<TestName> shownBy) {

    Failure shownBy(String testClass, String... methods) {
      List<TestName> all = new ArrayList<>(shownBy);
      Stream.of(methods).map(method -> new TestName(testClass, method)).forEach(all::add);
      return new Failure(name, Collections.unmodifiableList(all));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A method of a class in this package or below. */
  private record TestName(String testClass, String method) {

    void assertRuns() throws ClassNotFoundException {
      // Not initialized: that would start the servers of its tests.
      Class<?> type =
          Class.forName(
              FailureMatrixTest.class.getPackageName() + "." + testClass,
              false,
              FailureMatrixTest.class.getClassLoader());
      // What the build runs with real servers.
      assertThat(testClass).endsWith("IT");
      assertThat(Modifier.isAbstract(type.getModifiers())).as("%s is abstract", type).isFalse();
      List<Method> named =
          Stream.of(type.getDeclaredMethods()).filter(m -> m.getName().equals(method)).toList();
      assertThat(named).as("methods of %s named %s", testClass, method).hasSize(1);
      assertThat(AnnotationSupport.isAnnotated(named.get(0), Testable.class))
          .as("%s.%s is a test", testClass, method)
          .isTrue();
      assertThat(conditions(type)).as("conditions of %s", testClass).isEmpty();
      assertThat(conditions(named.get(0))).as("conditions of %s.%s", testClass, method).isEmpty();
    }

    private static List<Annotation> conditions(AnnotatedElement element) {
      return Stream.of(element.getAnnotations())
          .filter(
              annotation ->
                  annotation instanceof Disabled
                      || annotation
                          .annotationType()
                          .getPackage()
                          .equals(EnabledIf.class.getPackage()))
          .toList();
    }
  }
}
