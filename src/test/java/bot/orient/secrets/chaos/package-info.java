/**
 * Chaos: an operator under a workload and under faults, both drawn from a seed, and a model that
 * knows what must be true all the while and at the end.
 */
package bot.orient.secrets.chaos;
