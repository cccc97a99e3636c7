/**
 * The README's first command: the operator at work on this machine, for people to look at and play
 * with.
 */
package bot.orient.secrets.playground;
