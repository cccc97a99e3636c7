package bot.orient.secrets.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart's roles for people. */
class ChartUserRolesTest {

  private static final String NAME = "orient-system-orient-secrets-operator-";

  /** What the admin API asks for, as its document says. */
  private static Set<String> permissions() throws IOException {
    try (InputStream document =
        ChartUserRolesTest.class.getResourceAsStream("/bot/orient/secrets/admin/openapi.json")) {
      return JsonMapper.builder()
          .build()
          .readTree(document)
          .findValues("x-kubernetes-permission")
          .stream()
          .map(JsonNode::asText)
          // Where it counts is said by the binding, not by the role.
          .map(permission -> permission.replaceFirst(" in .*", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** As {@code verb resource}. */
  private static Set<String> rights(RenderedChart chart, String role) {
    Set<String> rights = new TreeSet<>();
    chart
        .get(ClusterRole.class, NAME + role)
        .getRules()
        .forEach(
            rule -> {
              assertThat(rule.getApiGroups()).containsExactly("secrets.orient.bot");
              rule.getResources()
                  .forEach(
                      resource ->
                          rule.getVerbs().forEach(verb -> rights.add(verb + " " + resource)));
            });
    return rights;
  }

  @Test
  void anAdminMayAllThatTheApiOffersAndTheOthersPartsOfIt() throws IOException {
    RenderedChart chart = RenderedChart.with("");
    assertThat(permissions()).hasSizeGreaterThan(10);
    assertThat(rights(chart, "store-admin")).isEqualTo(permissions());
    assertThat(permissions())
        .containsAll(rights(chart, "store-viewer"))
        .containsAll(rights(chart, "store-editor"))
        .containsAll(rights(chart, "store-revealer"));
  }

  @Test
  void onlyRevealersAndAdminsReadValuesAndOnlyEditorsAndAdminsWrite() {
    RenderedChart chart = RenderedChart.with("");
    assertThat(rights(chart, "store-viewer"))
        .noneMatch(right -> right.contains("/value"))
        .contains("list orientsecrets/metadata", "get orientsecrets/history");
    assertThat(rights(chart, "store-editor"))
        .doesNotContain("get orientsecrets/value")
        .contains("update orientsecrets/value", "delete orientsecrets/value")
        .containsAll(rights(chart, "store-viewer"));
    assertThat(rights(chart, "store-revealer"))
        .contains("get orientsecrets/value")
        .doesNotContain("update orientsecrets/value", "delete orientsecrets/value");
  }

  @Test
  void theCustomResourcesAreInKubernetesOwnRolesAndTheStoreWhenAsked() {
    assertThat(labels(RenderedChart.with(""), "view"))
        .contains("aggregate-to-view", "aggregate-to-edit", "aggregate-to-admin");
    assertThat(labels(RenderedChart.with(""), "edit"))
        .contains("aggregate-to-edit", "aggregate-to-admin")
        .doesNotContain("aggregate-to-view");
    assertThat(labels(RenderedChart.with(""), "store-viewer")).isEmpty();
    RenderedChart store = RenderedChart.with("rbac: {aggregateStore: true}");
    assertThat(labels(store, "store-viewer")).contains("aggregate-to-view");
    assertThat(labels(store, "store-editor"))
        .contains("aggregate-to-edit")
        .doesNotContain("aggregate-to-view");
    assertThat(labels(store, "store-revealer")).containsExactly("aggregate-to-admin");
    assertThat(labels(store, "store-admin")).containsExactly("aggregate-to-admin");
  }

  private static Set<String> labels(RenderedChart chart, String role) {
    return chart.get(ClusterRole.class, NAME + role).getMetadata().getLabels().keySet().stream()
        .filter(label -> label.startsWith("rbac.authorization.k8s.io/"))
        .map(label -> label.substring(label.indexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  @Test
  void listedNamespacesBringNothingForTheClusterButTheReviews() {
    RenderedChart listed = RenderedChart.with("watchNamespaces: [shop, bots]");
    assertThat(listed.ofKind("ClusterRole"))
        .extracting(HasMetadata::getMetadata)
        .extracting(metadata -> metadata.getName())
        .containsExactly(NAME + "reviews");
    assertThat(listed.ofKind("Role"))
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("shop", "bots", "orient-system");
    RenderedChart least = RenderedChart.with("watchNamespaces: [shop]\nrbac: {reviews: false}\n");
    assertThat(least.ofKind("ClusterRole")).isEmpty();
    assertThat(least.ofKind("ClusterRoleBinding")).isEmpty();
    assertThat(RenderedChart.with("rbac: {create: false, userRoles: false}").objects())
        .noneMatch(object -> object.getApiVersion().startsWith("rbac."));
  }
}
