/** What those who run the operator can see of it: whether it lives, is ready, and its metrics. */
package bot.orient.secrets.monitoring;
