package bot.orient.secrets.cli.client;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How to reach the operator, and as whom. */
final class ConnectionOptions {

  /** The default of the operator's setting ORIENT_ADMIN_AUDIENCE. */
  static final String AUDIENCE = "orient-secrets-operator";

  @Option(
      names = {"-n", "--namespace", "--scope"},
      paramLabel = "SCOPE",
      description = "namespace or shared scope of the secrets; default: the kubeconfig's namespace")
  String scope;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "default: as kubectl does, KUBECONFIG or ~/.kube/config")
  Path kubeconfig;

  @Option(names = "--context", paramLabel = "NAME", description = "context of the kubeconfig")
  String context;

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "orient-system",
      description = "where the operator's pods are; default: ${DEFAULT-VALUE}")
  String operatorNamespace;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "go to https://HOST:PORT directly, without a port forward")
  String server;

  @Option(
      names = "--certificate-authority",
      paramLabel = "FILE",
      description = "PEM file that the operator's certificate is checked against")
  Path certificateAuthority;

  @Option(
      names = "--fingerprint",
      paramLabel = "SHA256",
      description = "the operator has this very certificate, as its log says")
  String fingerprint;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "has the Kubernetes token to call with; default: by the kubeconfig")
  Path tokenFile;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      defaultValue = AUDIENCE,
      description =
          "what the operator's ORIENT_ADMIN_AUDIENCE says tokens must be meant for; default:"
              + " ${DEFAULT-VALUE}")
  String audience = AUDIENCE;
}
