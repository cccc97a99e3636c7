/**
 * The parts of Argo Rollouts' resources that we read. They are never written whole, only by minimal
 * server-side applies, because these classes do not know all fields. Nothing of ours is imported.
 */
package bot.orient.secrets.argo;
