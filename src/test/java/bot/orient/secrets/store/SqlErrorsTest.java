package bot.orient.secrets.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlErrorsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", "57P01", "57P03", "53300", "53100", "25006", "57014", "55P03", "40P01",
        "28P01", "3D000"
      })
  void whatMayPassIsUnavailableAndSaysSo(String state) {
    assertThat(SqlErrors.translate("reading shop/KEY", new SQLException("driver's words", state)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("while reading shop/KEY: ")
        .hasMessageEndingWith("; it is tried again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"42501", "42P01", "23505", "XX001"})
  void whatWillNotPassSaysWhatToDoAndNoneOfTheDriversWords(String state) {
    assertThat(SqlErrors.translate("reading shop/KEY", new SQLException("row (planted)", state)))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining(state)
        .hasMessageNotContaining("planted");
  }

  @ParameterizedTest
  @CsvSource({
    "25006, is read-only",
    "53100, out of disk space",
    "53300, out of connections",
    "57014, statement_timeout",
    "55P03, pg_locks",
    "28000, sslcert",
  })
  void namesWhatIsShortOrWhichBoundWasReached(String state, String expected) {
    assertThat(SqlErrors.translate("reading shop/KEY", new SQLException("driver's words", state)))
        .hasMessageContaining(expected);
  }

  @Test
  void hostsAmongWhichNoneTakesWritesAreReadOnly() {
    SQLException none =
        new SQLException(
            "Could not find a server with specified targetServerType: primary", "08001");

    assertThat(SqlErrors.translate("reading shop/KEY", none)).hasMessageContaining("is read-only");
  }

  @Test
  void theDriversReasonIsFoundBehindThePools() {
    SQLException driver = new SQLException("Connection to db:5432 refused.", "08001");
    SQLException pool = new SQLTransientConnectionException("timed out after 3000ms", driver);

    assertThat(SqlErrors.translate("reading shop/KEY", pool))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("Connection to db:5432 refused.");
  }

  @Test
  void aPoolThatIsExhaustedIsUnavailable() {
    assertThat(
            SqlErrors.translate(
                "reading shop/KEY", new SQLTransientConnectionException("timed out")))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("no connection in time");
  }
}
