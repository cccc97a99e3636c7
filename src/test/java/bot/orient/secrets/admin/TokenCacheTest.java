package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.admin.TokenReviews.Authenticated;
import bot.orient.secrets.admin.TokenReviews.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

  private static final Authenticated ALICE =
      new Authenticated(new Caller("alice", "", List.of(), Map.of()));

  private Instant now = Instant.EPOCH;
  private final TokenCache cache = new TokenCache(() -> now);

  @Test
  void aGoodTokenIsRememberedForThirtySeconds() {
    cache.keep("t", ALICE);

    now = now.plusSeconds(30).minusNanos(1);
    assertThat(cache.find("t")).contains(ALICE);
    now = now.plusNanos(1);
    assertThat(cache.find("t")).isEmpty();
  }

  @Test
  void aBadTokenIsRememberedBriefly() {
    cache.keep("t", new Rejected());

    assertThat(cache.find("t")).contains(new Rejected());
    now = now.plusSeconds(3);
    assertThat(cache.find("t")).isEmpty();
  }

  @Test
  void anotherTokenIsAnotherOne() {
    cache.keep("t", ALICE);

    assertThat(cache.find("T")).isEmpty();
  }

  @Test
  void theOldestIsForgottenWhenThereAreTooMany() {
    for (int i = 0; i < TokenCache.LARGEST; i++) {
      cache.keep("t" + i, ALICE);
    }
    cache.keep("t0", ALICE);
    cache.keep("new", ALICE);

    assertThat(cache.find("t0")).isPresent();
    assertThat(cache.find("t1")).isEmpty();
    assertThat(cache.find("t2")).isPresent();
  }
}
