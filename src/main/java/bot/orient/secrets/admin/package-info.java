/**
 * The admin API: HTTPS and JSON for people and their tools. Who calls is decided by Kubernetes
 * (TokenReview), and so is what they may do (SubjectAccessReview).
 */
package bot.orient.secrets.admin;
