package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.store.KekRegistry.Entry;
import bot.orient.secrets.store.KeyHolders.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KekPlanTest {

  private final List<Entry> registry = new ArrayList<>();
  private final Map<String, Holder> live = new TreeMap<>();

  private KekPlanTest() {
    registry.add(entry("k1", KekState.ACTIVE, true, false));
  }

  private static Entry entry(String id, KekState state, boolean needed, boolean rotating) {
    return new Entry(id, new byte[16], state, needed, rotating);
  }

  private void staged(String id) {
    registry.add(entry(id, KekState.STAGED, false, false));
  }

  private void rotatingTo(String id) {
    registry.add(entry(id, KekState.STAGED, false, true));
  }

  private void replica(String name, String wanted, String... held) {
    live.put(name, new Holder(Set.of(held), wanted, null));
  }

  private KekPlan plan() {
    return new KekPlan(registry, live);
  }

  @Test
  void restsWhileTheSourceNamesTheActiveKey() {
    staged("k2");
    replica("a", "k1", "k1", "k2");

    assertThat(plan().step("k1")).isEqualTo(new KekStep.Rest());
  }

  @Test
  void beginsWhenTheSourceNamesAnother() {
    staged("k2");
    replica("a", "k2", "k1", "k2");

    assertThat(plan().step("k2")).isEqualTo(new KekStep.Begin("k2"));
  }

  @Test
  void promotesOnceEveryReplicaHasTheKeyAndWantsAChange() {
    rotatingTo("k2");
    replica("a", "k2", "k1", "k2");
    replica("b", "k2", "k1", "k2");

    assertThat(plan().step("k2")).isEqualTo(new KekStep.Promote("k2"));
  }

  @Test
  void waitsForAReplicaWithoutTheKeyAndNamesIt() {
    rotatingTo("k2");
    replica("a", "k2", "k1", "k2");
    replica("b", "k1", "k1");

    assertThat(plan().step("k2")).isEqualTo(new KekStep.Wait("k2", List.of("b has not loaded it")));
    assertThat(plan().status().messages())
        .containsExactly("rotation to key-encryption key 'k2' waits: b has not loaded it");
  }

  /** It would rotate back at once. */
  @Test
  void waitsForAReplicaWhoseSourceStillNamesTheActiveKey() {
    rotatingTo("k2");
    replica("a", "k2", "k1", "k2");
    replica("b", "k1", "k1", "k2");

    assertThat(plan().step("k2"))
        .isEqualTo(new KekStep.Wait("k2", List.of("the key source of b still names 'k1'")));
  }

  @Test
  void refusesASecondRotationWhileOneWaitsAndSaysWhatToDo() {
    rotatingTo("k2");
    staged("k3");
    replica("a", "k3", "k1", "k2", "k3");
    replica("b", "k1", "k1");

    assertThat(plan().step("k3")).isInstanceOf(KekStep.Wait.class);
    assertThat(plan().refusal())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("rotation to key-encryption key 'k3' is refused")
                    .contains("'k2' is under way")
                    .contains("begins by itself")
                    .contains("take it out of the key source"));
  }

  @Test
  void givesUpWhenEverySourceNamesTheActiveKeyAgain() {
    rotatingTo("k2");
    replica("a", "k1", "k1", "k2");
    replica("b", "k1", "k1");

    assertThat(plan().step("k1")).isEqualTo(new KekStep.GiveUp("k2"));
  }

  @Test
  void givesUpWhenNobodyHasTheKeyAnyMore() {
    rotatingTo("k2");
    staged("k3");
    replica("a", "k3", "k1", "k3");

    assertThat(plan().step("k3")).isEqualTo(new KekStep.GiveUp("k2"));
  }

  @Test
  void goesBackToTheRetainedKey() {
    registry.add(entry("k0", KekState.RETAINED, false, false));
    replica("a", "k0", "k0", "k1");

    assertThat(plan().step("k0")).isEqualTo(new KekStep.Begin("k0"));
  }

  @Test
  void takesNoDestroyedKeyIntoUseAgain() {
    registry.add(entry("k0", KekState.DESTROYED, false, false));
    replica("a", "k0", "k0", "k1");

    assertThat(plan().step("k0"))
        .isInstanceOfSatisfying(
            KekStep.Refused.class,
            step -> assertThat(step.reason()).contains("'k0' was destroyed"));
  }

  @Test
  void tellsWhyAKeyIsNotDestroyed() {
    rotatingTo("k2");
    registry.add(entry("k0", KekState.RETAINED, true, false));
    registry.add(entry("old", KekState.DESTROYABLE, false, false));

    assertThat(plan().whyNotDestroyable("k1")).get().asString().contains("in use");
    assertThat(plan().whyNotDestroyable("k2")).get().asString().contains("about to be");
    assertThat(plan().whyNotDestroyable("k0")).get().asString().contains("still wrapped with");
    assertThat(plan().whyNotDestroyable("k9")).get().asString().contains("knows no");
    assertThat(plan().whyNotDestroyable("old")).isEmpty();
  }
}
