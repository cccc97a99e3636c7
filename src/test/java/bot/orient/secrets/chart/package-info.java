/** The Helm chart: rendered by Helm itself, read with the models of Kubernetes. */
package bot.orient.secrets.chart;
