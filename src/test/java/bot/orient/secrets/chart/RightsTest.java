package bot.orient.secrets.chart;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.AuditedCall;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How rules and calls are held against each other. */
class RightsTest {

  private static final RenderedChart CHART = RenderedChart.with("watchNamespaces: [shop]");
  private static final Rights RIGHTS = Rights.of(CHART, ChartInstall.ACCOUNT);

  private static AuditedCall call(String verb, String resource, String namespace, int code) {
    return new AuditedCall(verb, "", resource, namespace, "", code);
  }

  private static boolean isUsed(String right, AuditedCall... calls) {
    assertThat(RIGHTS.granted()).as("granted").anyMatch(each -> each.toString().equals(right));
    return RIGHTS.unused(List.of(calls)).stream().noneMatch(each -> each.toString().equals(right));
  }

  @Test
  void aRightIsUsedByTheSameVerbOnTheSameResourceInTheSamePlace() {
    assertThat(RIGHTS.unused(List.of())).isEqualTo(RIGHTS.granted());
    String right = "list pods in shop";
    assertThat(isUsed(right, call("list", "pods", "shop", 200))).isTrue();
    assertThat(isUsed(right, call("watch", "pods", "shop", 200))).isFalse();
    assertThat(isUsed(right, call("list", "pods/log", "shop", 200))).isFalse();
    assertThat(isUsed(right, call("list", "pods", "other", 200))).isFalse();
  }

  @Test
  void aRightOnANameIsUsedByThatNameAlone() {
    String right = "get configmaps orient-secrets-store in orient-system";
    AuditedCall store =
        new AuditedCall("get", "", "configmaps", "orient-system", "orient-secrets-store", 404);
    AuditedCall other = new AuditedCall("get", "", "configmaps", "orient-system", "other", 200);
    assertThat(isUsed(right, store)).isTrue();
    assertThat(isUsed(right, other)).isFalse();
  }

  @Test
  void aPatchThatCreatedNeededBothRights() {
    assertThat(isUsed("create secrets in shop", call("patch", "secrets", "shop", 200))).isFalse();
    assertThat(isUsed("create secrets in shop", call("patch", "secrets", "shop", 201))).isTrue();
    assertThat(isUsed("patch secrets in shop", call("patch", "secrets", "shop", 201))).isTrue();
  }

  @Test
  void whatWasRefusedIsTold() {
    assertThat(
            Rights.refused(
                List.of(
                    call("list", "pods", "shop", 200),
                    call("get", "secrets", "shop", 404),
                    call("update", "nodes", "", 403))))
        .extracting(Object::toString)
        .containsExactly("update nodes");
  }

  @Test
  void rightsOfOthersDoNotCount() {
    assertThat(Rights.of(CHART, "somebody-else").granted()).isEmpty();
  }
}
