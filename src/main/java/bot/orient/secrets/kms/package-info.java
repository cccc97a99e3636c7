/**
 * Key-encryption keys behind a plugin that speaks Kubernetes KMS v2 on a unix domain socket. The
 * only package that knows gRPC; {@code kms.v2} is generated.
 */
package bot.orient.secrets.kms;
