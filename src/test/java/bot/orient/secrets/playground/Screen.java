package bot.orient.secrets.playground;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the user sees. */
final class Screen {

  private final PrintStream out;
  private final long began = System.nanoTime();

  Screen(PrintStream out) {
    this.out = out;
  }

  /** A step begins; tells how many seconds have passed. */
  void step(String text) {
    out.printf("%4d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, text);
  }

  void heading(String text) {
    out.printf("%n%s%n", text);
  }

  void text(String text) {
    text.stripTrailing()
        .lines()
        .map(line -> line.isEmpty() ? "" : "  " + line)
        .forEach(out::println);
  }

  /** Columns as wide as their longest cell; the first row is the heading. */
  void table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    List<Integer> widths =
        IntStream.range(0, columns)
            .mapToObj(
                column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toList();
    rows.forEach(
        row ->
            text(
                IntStream.range(0, columns)
                    .mapToObj(column -> padded(row.get(column), widths.get(column)))
                    .collect(Collectors.joining("   "))));
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - cell.length());
  }
}
