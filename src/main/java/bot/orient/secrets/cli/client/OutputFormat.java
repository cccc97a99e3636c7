package bot.orient.secrets.cli.client;

/** How results are printed; the names are those of {@code --output}. */
enum OutputFormat {
  TABLE,
  JSON,
  YAML,
  NAME
}
