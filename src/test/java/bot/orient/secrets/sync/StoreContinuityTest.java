package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.Anchor;
import bot.orient.secrets.store.SealHash;
import bot.orient.secrets.sync.StoreContinuity.Continues;
import bot.orient.secrets.sync.StoreContinuity.Present;
import bot.orient.secrets.sync.StoreContinuity.Replaced;
import bot.orient.secrets.sync.StoreContinuity.WentBack;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreContinuityTest {

  private static final UUID STORE = new UUID(1, 2);
  private static final UUID ANOTHER = new UUID(3, 4);

  private static Optional<Anchor> seal(int number) {
    return Optional.of(new Anchor(number, new SealHash("%064x".formatted(number))));
  }

  private static StoreContinuity decide(StoreRecord remembered, Present present) {
    return StoreContinuity.decide(Optional.of(remembered), present);
  }

  @Test
  void firstStoreIsRemembered() {
    assertThat(StoreContinuity.decide(Optional.empty(), new Present(STORE, seal(7), true)))
        .isEqualTo(new Continues(new StoreRecord(STORE, seal(7), 0)));
  }

  @Test
  void recordFollowsTheStore() {
    assertThat(decide(new StoreRecord(STORE, seal(7), 3), new Present(STORE, seal(9), true)))
        .isEqualTo(new Continues(new StoreRecord(STORE, seal(9), 3)));
    assertThat(
            decide(new StoreRecord(STORE, Optional.empty(), 0), new Present(STORE, seal(1), true)))
        .isEqualTo(new Continues(new StoreRecord(STORE, seal(1), 0)));
  }

  /** Another replica saw a later seal than this one was answered. */
  @Test
  void recordNeverGoesBack() {
    StoreRecord remembered = new StoreRecord(STORE, seal(7), 0);

    assertThat(decide(remembered, new Present(STORE, seal(6), true)))
        .isEqualTo(new Continues(remembered));
    assertThat(decide(remembered, new Present(STORE, Optional.empty(), true)))
        .isEqualTo(new Continues(remembered));
  }

  @Test
  void storeWithoutTheRememberedSealWentBack() {
    WentBack wentBack =
        (WentBack) decide(new StoreRecord(STORE, seal(7), 2), new Present(STORE, seal(5), false));

    assertThat(wentBack.afterAcceptance()).isEqualTo(new StoreRecord(STORE, seal(5), 3));
    assertThat(wentBack.code()).hasSize(8);
  }

  /** Otherwise nobody could ever repeat it in time. */
  @Test
  void codeStaysWhileTheStoreGoesOn() {
    StoreRecord remembered = new StoreRecord(STORE, seal(7), 2);

    assertThat(((WentBack) decide(remembered, new Present(STORE, seal(5), false))).code())
        .isEqualTo(((WentBack) decide(remembered, new Present(STORE, seal(90), false))).code())
        .isNotEqualTo(
            ((WentBack)
                    decide(new StoreRecord(STORE, seal(8), 2), new Present(STORE, seal(5), false)))
                .code());
  }

  @Test
  void anotherStoreIsNotTheOneRemembered() {
    Replaced replaced =
        (Replaced) decide(new StoreRecord(STORE, seal(7), 0), new Present(ANOTHER, seal(7), false));

    assertThat(replaced.afterAcceptance()).isEqualTo(new StoreRecord(ANOTHER, seal(7), 1));
  }

  @Test
  void recordIsReadAsItWasWritten() {
    StoreRecord record = new StoreRecord(STORE, seal(7), 3);
    StoreRecord young = new StoreRecord(STORE, Optional.empty(), 0);

    assertThat(StoreRecord.parse(record.toData())).contains(record);
    assertThat(StoreRecord.parse(young.toData())).contains(young);
    Map<String, String> besideOthers = new TreeMap<>(record.toData());
    besideOthers.put("further", "field");
    assertThat(StoreRecord.parse(besideOthers)).contains(record);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "REMOVED",
      value = {
        "storeId, REMOVED",
        "storeId, 7",
        "sealNumber, REMOVED",
        "sealNumber, seven",
        "sealNumber, 07",
        "sealHash, REMOVED",
        "sealHash, abc",
        "epoch, REMOVED",
        "epoch, ''",
        "epoch, 1.5"
      })
  void damagedRecordIsNone(String field, String value) {
    Map<String, String> data = new TreeMap<>(new StoreRecord(STORE, seal(7), 3).toData());
    if (value == null) {
      data.remove(field);
    } else {
      data.put(field, value);
    }

    assertThat(StoreRecord.parse(data)).isEmpty();
  }
}
