/** Commands for people at a terminal. */
package bot.orient.secrets.cli;
