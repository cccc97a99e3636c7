package bot.orient.secrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.migration.ImportOutcome;
import bot.orient.secrets.migration.ImportReport;
import bot.orient.secrets.migration.RowReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportTableTest {

  @Test
  void rowsStandInColumnsAndSumsBelow() {
    ImportReport report =
        new ImportReport(
            "db:5432/orient",
            false,
            List.of(
                new RowReport("GITHUB_TOKEN", ImportOutcome.IMPORTED, "version 1"),
                new RowReport("A", ImportOutcome.WRONG_KEY, "two\nlines")),
            7);

    assertThat(ImportTable.of(report))
        .isEqualTo(
            """
            KEY            OUTCOME     REMARK
            GITHUB_TOKEN   imported    version 1
            A              wrong-key   two lines

            db:5432/orient: 1 imported, 1 wrong-key; 7 audit rows copied, as unverified history
            """);
  }

  @Test
  void dryRunSaysSo() {
    assertThat(ImportTable.of(new ImportReport("db:5432/orient", true, List.of(), 0)))
        .endsWith(
            "\nDry run, nothing was written. db:5432/orient: no secrets; 0 audit rows found, as"
                + " unverified history\n");
  }

  @Test
  void wrongKeyThroughoutIsAHint() {
    ImportReport report =
        new ImportReport(
            "db:5432/orient", true, List.of(new RowReport("A", ImportOutcome.WRONG_KEY, "")), 0);

    assertThat(ImportTable.of(report)).contains("No row opens with it: check ORIENT_MASTER_KEY");
  }

  @Test
  void nameThatWouldSteerATerminalDoesNot() {
    RowReport row = new RowReport("\u001b[2J" + "x".repeat(100), ImportOutcome.INVALID_NAME, "");

    assertThat(row.key()).startsWith("?[2Jxxx").hasSize(80).endsWith("…");
  }
}
