/**
 * What tests, the benchmark and the playground share: a real control plane, a real PostgreSQL, a
 * fake kubelet and the operator as a process of its own. Usable without JUnit; the extensions are
 * thin wrappers.
 */
package bot.orient.secrets.testing;
