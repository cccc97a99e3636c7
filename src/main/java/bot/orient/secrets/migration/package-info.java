/** Moving from an Orient that keeps its secrets in its own database. */
package bot.orient.secrets.migration;
