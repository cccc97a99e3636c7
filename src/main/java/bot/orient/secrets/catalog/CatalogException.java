package bot.orient.secrets.catalog;

/** A catalog cannot be used; the message names the file, the entry and the field. */
public final class CatalogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CatalogException(String source, String field, String problem) {
    this(source, field.isEmpty() ? problem : field + ": " + problem);
  }

  CatalogException(String source, String problem) {
    super("catalog %s: %s".formatted(source, problem));
  }
}
