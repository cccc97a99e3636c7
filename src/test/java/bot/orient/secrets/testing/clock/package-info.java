/** Moves the wall clock of another JVM, as a machine's clock is moved: all of it, libraries too. */
package bot.orient.secrets.testing.clock;
