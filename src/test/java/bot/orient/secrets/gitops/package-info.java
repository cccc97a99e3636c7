/** What Argo CD and Flux make of our resources, by their own published rules. */
package bot.orient.secrets.gitops;
