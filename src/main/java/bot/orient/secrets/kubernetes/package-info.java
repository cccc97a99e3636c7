/**
 * Reconcilers and the narrow classes that talk to the Kubernetes API: the only users of a client.
 */
package bot.orient.secrets.kubernetes;
