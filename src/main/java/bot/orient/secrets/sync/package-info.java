/**
 * The decisions, all pure: which values, which Secret, which restarts, which status. Knows the
 * Kubernetes model classes but no client, and the store's records but no connection.
 */
package bot.orient.secrets.sync;
