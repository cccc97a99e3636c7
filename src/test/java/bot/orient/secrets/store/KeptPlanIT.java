package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.keks;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class KeptPlanIT {

  private static final String READ =
      "select s.name from orient_store.secrets s where s.scope = ? and s.name = any (?)";

  private static void read(Database database) {
    database.select(
        "reading",
        "shop",
        READ,
        (select, first) -> {
          select.setString(first, "shop");
          select.setArray(
              first + 1, select.getConnection().createArrayOf("text", new String[] {"KEY"}));
        },
        row -> row.getString(1));
  }

  @Test
  void aReadIsPlannedOnceAndTheSessionIsLeftAsItWas(TestDatabase test) {
    try (StoreFixture fixture = new StoreFixture(test)) {
      fixture.open(keks("k1"));
      // A thread gets the connection again that it gave back.
      try (Database database = new Database(fixture.settings())) {
        for (int i = 0; i < 30; i++) {
          read(database);
        }

        String plans =
            database.query(
                "looking at plans",
                connection -> {
                  try (Statement statement = connection.createStatement();
                      ResultSet row =
                          statement.executeQuery(
                              "select custom_plans || ' of ' || (custom_plans + generic_plans > 20)"
                                  + " || ', ' || current_setting('plan_cache_mode')"
                                  + " from pg_prepared_statements where statement like '%any%'")) {
                    return row.next() ? row.getString(1) : "none is prepared";
                  }
                });
        assertThat(plans).isEqualTo("0 of true, auto");
      }
    }
  }
}
