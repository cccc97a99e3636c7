package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.admin.Routes.Found;
import bot.orient.secrets.admin.Routes.NoSuchMethod;
import bot.orient.secrets.admin.Routes.NoSuchPath;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  @ParameterizedTest
  @EnumSource(Route.class)
  void eachRouteIsFoundByItsOwnPath(Route route) {
    String path = route.template().replaceAll("\\{[a-z]+}", "x");

    assertThat(Routes.find(route.method(), path))
        .isInstanceOfSatisfying(Found.class, found -> assertThat(found.route()).isEqualTo(route));
  }

  @Test
  void parametersAreWhatStandsInThePath() {
    assertThat(Routes.find("DELETE", "/v1/scopes/shop/secrets/A.B/versions/3"))
        .isEqualTo(
            new Found(
                Route.DESTROY_VERSION, Map.of("scope", "shop", "key", "A.B", "version", "3")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/v1",
        "/v2/audit",
        "/v1/audit/",
        "/v1//audit",
        "v1/audit",
        "/v1/scopes//secrets",
        "/v1/scopes/shop/secrets/",
        "/v1/scopes/shop/secrets/A/reveal/x"
      })
  void otherPathsAreNotThere(String path) {
    assertThat(Routes.find("GET", path)).isInstanceOf(NoSuchPath.class);
  }

  @Test
  void onlyTheStatusIsForEverybodyWhoIsKnownAndShowsWhatTheyMaySee() {
    assertThat(
            Arrays.stream(Route.values())
                .filter(
                    route ->
                        route
                            .permission()
                            .filter(it -> it.reach() == Permission.Reach.VISIBLE)
                            .isPresent()))
        .containsExactly(Route.STATUS);
  }

  @Test
  void anotherMethodIsToldWhichOnesThereAre() {
    assertThat(Routes.find("PATCH", "/v1/scopes/shop/secrets/A"))
        .isEqualTo(new NoSuchMethod(new TreeSet<>(Set.of("DELETE", "GET", "PUT"))));
    assertThat(Routes.find("get", "/v1/audit")).isInstanceOf(NoSuchMethod.class);
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void eachRouteButTheDocumentNeedsAPermission(Route route) {
    assertThat(route.permission().isPresent()).isEqualTo(route != Route.OPEN_API);
  }

  /** The scope is what the permission is asked in; a route without one is about the store. */
  @ParameterizedTest
  @EnumSource(
      value = Route.class,
      names = {"OPEN_API", "STATUS"},
      mode = EnumSource.Mode.EXCLUDE)
  void aRouteWithoutAScopeIsForThoseWhoMayEverywhere(Route route) {
    if (!route.template().contains("{scope}")) {
      assertThat(route.permission().orElseThrow().reach()).isEqualTo(Permission.Reach.STORE);
    }
  }
}
