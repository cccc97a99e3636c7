package bot.orient.secrets.catalog;

/**
 * A group of keys.
 *
 * @param id as in {@code spec.category}: lower-case letters, digits and dashes, 1 to 63 characters
 */
public record Category(String id, String title, String description) {}
