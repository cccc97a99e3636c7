package bot.orient.secrets.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Small bar charts, one beside the other, as SVG.
 *
 * @param panels one chart each
 */
record BarChart(List<Panel> panels) {

  private static final int PANEL_WIDTH = 220;
  private static final int PANEL_HEIGHT = 190;
  private static final int TOP = 40;
  private static final int PLOT_HEIGHT = 110;
  private static final int LEFT = 20;
  private static final int PANELS_PER_ROW = 3;

  /**
   * @param target drawn as a line across; empty for none
   */
  record Panel(String title, List<Bar> bars, OptionalDouble target) {

    private double highest() {
      return Math.max(
          bars.stream().mapToDouble(Bar::value).max().orElse(0), target.orElse(Double.MIN_NORMAL));
    }
  }

  record Bar(String label, double value) {}

  String svg() {
    int rows = (panels.size() + PANELS_PER_ROW - 1) / PANELS_PER_ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n"
            .formatted(PANEL_WIDTH * PANELS_PER_ROW, PANEL_HEIGHT * rows));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    for (int i = 0; i < panels.size(); i++) {
      draw(
          svg,
          panels.get(i),
          PANEL_WIDTH * (i % PANELS_PER_ROW) + LEFT,
          PANEL_HEIGHT * (i / PANELS_PER_ROW) + TOP);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void draw(StringBuilder svg, Panel panel, int left, int top) {
    int bottom = top + PLOT_HEIGHT;
    int width = PANEL_WIDTH - 2 * LEFT;
    text(svg, left, top - 22, "font-weight=\"bold\"", panel.title());
    int slot = width / Math.max(1, panel.bars().size());
    for (int i = 0; i < panel.bars().size(); i++) {
      Bar bar = panel.bars().get(i);
      double height = PLOT_HEIGHT * bar.value() / panel.highest();
      svg.append(
          format(
              "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"#4472a8\"/>%n",
              left + i * slot + 4, bottom - height, slot - 8, height));
      text(svg, left + i * slot + 4, bottom - height - 3, "", number(bar.value()));
      text(svg, left + i * slot + 4, bottom + 14, "fill=\"#555\"", bar.label());
    }
    panel
        .target()
        .ifPresent(
            target -> {
              double y = bottom - PLOT_HEIGHT * target / panel.highest();
              svg.append(
                  format(
                      "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#b03030\" stroke-dasharray=\"4 3\"/>%n",
                      left, y, left + width, y));
            });
  }

  private static void text(
      StringBuilder svg, double x, double y, String attributes, String content) {
    svg.append(
        format("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>%n", x, y, attributes, escaped(content)));
  }

  private static String number(double value) {
    return value >= 100 ? format("%.0f", value) : format("%.2f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
