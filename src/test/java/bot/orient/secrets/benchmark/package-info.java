/** Benchmarks: they print ratios to a floor measured in the same run and decide no test. */
package bot.orient.secrets.benchmark;
