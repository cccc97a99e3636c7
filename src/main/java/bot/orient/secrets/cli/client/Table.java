package bot.orient.secrets.cli.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Columns as kubectl prints them. */
final class Table {

  private static final String GAP = "   ";

  private final List<List<Cell>> rows = new ArrayList<>();
  private final int columns;

  Table(String... headers) {
    this.columns = headers.length;
    row(headers);
  }

  /** Without headers. */
  Table(int columns) {
    this.columns = columns;
  }

  /** Adds plain cells. */
  Table row(String... cells) {
    return row(Arrays.stream(cells).map(Cell::plain).toArray(Cell[]::new));
  }

  /** Adds a row; an empty cell is one without text. */
  Table row(Cell... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("a row needs %d cells".formatted(columns));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** One line for each row, without blanks at its end. */
  String print(boolean colours) {
    int[] widths =
        IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).width()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      int missing = 0;
      for (int column = 0; column < columns; column++) {
        Cell cell = row.get(column);
        if (cell.width() > 0) {
          line.append(" ".repeat(missing)).append(cell.print(colours));
          missing = 0;
        }
        missing += widths[column] - cell.width() + GAP.length();
      }
      text.append(line).append('\n');
    }
    return text.toString();
  }
}
