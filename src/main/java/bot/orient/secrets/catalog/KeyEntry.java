package bot.orient.secrets.catalog;

import bot.orient.secrets.api.RestartRule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What is known of one key.
 *
 * @param key its name in the store
 * @param category id of its category
 * @param format what a whole value looks like; null if nothing is known
 * @param formatHint the format in words, such as "starts with xoxb-"; null exactly if the format is
 * @param restart when a change of the value restarts the workloads that use it, unless a resource
 *     says otherwise
 */
public record KeyEntry(
    String key,
    String category,
    String description,
    Pattern format,
    String formatHint,
    RestartRule restart) {

  /** Longest value that is held against the format, in characters; a longer one is not judged. */
  public static final int LONGEST_JUDGED = 4096;

  /**
   * Whether the value looks like one of this key: a hint for people, no reason to refuse it. True
   * also where nothing can be said: without a format, over {@value #LONGEST_JUDGED} characters, or
   * if the format takes more than a million steps.
   *
   * @param value UTF-8; a value that is not does not look like any format
   */
  public boolean looksLike(byte[] value) {
    if (format == null) {
      return true;
    }
    try {
      CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
      return text.length() > LONGEST_JUDGED || format.matcher(new BudgetedText(text)).matches();
    } catch (CharacterCodingException e) {
      return false;
    } catch (BudgetedText.SpentException | StackOverflowError e) {
      // Java's matcher recurses once per repetition of a group with alternatives.
      return true;
    }
  }
}
