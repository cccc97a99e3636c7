package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {

  private static final String URL = "jdbc:postgresql://db/orient?password=planted";
  private static final Duration POLL = Duration.ofSeconds(10);

  @Test
  void namesTheFieldThatIsOutOfBounds() {
    assertThatThrownBy(() -> new StoreSettings("jdbc:mysql://db", "u", "p", 5, POLL))
        .hasMessageContaining("jdbcUrl");
    assertThatThrownBy(() -> new StoreSettings(URL, "u", "p", 5, POLL, "postgres://db", true))
        .hasMessageContaining("directUrl");
    for (int size : new int[] {-1, 1, 51}) {
      assertThatThrownBy(() -> new StoreSettings(URL, "u", "p", size, POLL))
          .hasMessageContaining("poolSize must be 2 to 50");
    }
    for (Duration poll : new Duration[] {Duration.ofMillis(99), Duration.ofMinutes(61)}) {
      assertThatThrownBy(() -> new StoreSettings(URL, "u", "p", 5, poll))
          .hasMessageContaining("feedPoll must be 100 ms to 1 h");
    }
  }

  @Test
  void showsNeitherPasswordNorUrl() {
    assertThat(new StoreSettings(URL, "u", "planted", 5, POLL).toString())
        .doesNotContain("planted");
  }
}
