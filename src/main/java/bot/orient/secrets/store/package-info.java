/** The encrypted secret store: its API, the PostgreSQL implementation, audit and change feed. */
package bot.orient.secrets.store;
