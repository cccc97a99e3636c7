/** {@code orientctl}: the admin API for people at a terminal, and for their scripts. */
package bot.orient.secrets.cli.client;
