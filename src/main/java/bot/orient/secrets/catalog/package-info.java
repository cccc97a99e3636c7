/**
 * What is known of keys, categories, AI providers and use cases: data, read from YAML and
 * extendable by the operator's configuration.
 */
package bot.orient.secrets.catalog;
