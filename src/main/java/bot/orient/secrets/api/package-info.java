/**
 * The custom resources of {@code secrets.orient.bot/v1}, as records. No logic, and nothing of ours
 * is imported.
 */
package bot.orient.secrets.api;
