package bot.orient.secrets.admin;

import bot.orient.secrets.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/** Service accounts that call the admin API, their roles and their tokens. */
final class TestCallers {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KubernetesClient client;
  private final Path signingKey;

  /**
   * @param client may do everything
   * @param controlPlane directory of the control plane
   */
  TestCallers(KubernetesClient client, Path controlPlane) {
    this.client = client;
    this.signingKey = controlPlane.resolve("service-account.key");
  }

  /** What the operator needs is what every delegating server needs. */
  static KubernetesClient operatorMayReview(ControlPlane controlPlane, KubernetesClient client) {
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("operator-reviews")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:auth-delegator")
                .addNewSubject()
                .withKind("User")
                .withApiGroup("rbac.authorization.k8s.io")
                .withName("operator")
                .endSubject()
                .build())
        .serverSideApply();
    return controlPlane.clientAs("operator");
  }

  /** Makes a service account that may do nothing yet. */
  ServiceAccount account(String namespace, String name) {
    return client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  /** Lets an account do these in one namespace: {@code value:get,update}. */
  void allow(ServiceAccount account, String namespace, String... rights) {
    String name = name(account);
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withRules(rules(rights))
                .build())
        .create();
    bind(account, namespace, name);
  }

  /** Lets an account ask for tokens of its own, for any audience. */
  void allowTokens(ServiceAccount account) {
    String namespace = account.getMetadata().getNamespace();
    String name = name(account) + "-tokens";
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("serviceaccounts/token")
                .withResourceNames(account.getMetadata().getName())
                .withVerbs("create")
                .endRule()
                .build())
        .create();
    bind(account, namespace, name);
  }

  private void bind(ServiceAccount account, String namespace, String name) {
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withNamespace(account.getMetadata().getNamespace())
                .withName(account.getMetadata().getName())
                .endSubject()
                .build())
        .create();
  }

  /** Lets an account do these everywhere. */
  void allowEverywhere(ServiceAccount account, String... rights) {
    String name = name(account);
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withRules(rules(rights))
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withNamespace(account.getMetadata().getNamespace())
                .withName(account.getMetadata().getName())
                .endSubject()
                .build())
        .create();
  }

  private static String name(ServiceAccount account) {
    return account.getMetadata().getNamespace() + "-" + account.getMetadata().getName();
  }

  private static PolicyRule[] rules(String... rights) {
    PolicyRule[] rules = new PolicyRule[rights.length];
    for (int i = 0; i < rights.length; i++) {
      String[] parts = rights[i].split(":");
      rules[i] =
          new PolicyRuleBuilder()
              .withApiGroups("secrets.orient.bot")
              .withResources("orientsecrets/" + parts[0])
              .withVerbs(parts[1].split(","))
              .build();
    }
    return rules;
  }

  /** A token for this API by the TokenRequest API. */
  String token(ServiceAccount account) {
    return token(account, AdminSettings.DEFAULT_AUDIENCE);
  }

  String token(ServiceAccount account, String audience) {
    return client
        .serviceAccounts()
        .inNamespace(account.getMetadata().getNamespace())
        .withName(account.getMetadata().getName())
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withAudiences(audience).endSpec().build())
        .getStatus()
        .getToken();
  }

  /**
   * A token such as the API server signs. Its own ones are good for ten minutes at least, which is
   * too long to wait for the end of.
   */
  String tokenUntil(ServiceAccount account, Instant expiry) {
    String namespace = account.getMetadata().getNamespace();
    String name = account.getMetadata().getName();
    long begin = expiry.minusSeconds(3600).getEpochSecond();
    String claims =
        """
        {"aud":["%s"],"exp":%d,"iat":%d,"nbf":%d,"iss":"https://kubernetes.default.svc",
         "kubernetes.io":{"namespace":"%s","serviceaccount":{"name":"%s","uid":"%s"}},
         "sub":"system:serviceaccount:%s:%s"}"""
            .formatted(
                AdminSettings.DEFAULT_AUDIENCE,
                expiry.getEpochSecond(),
                begin,
                begin,
                namespace,
                name,
                account.getMetadata().getUid(),
                namespace,
                name);
    String signed = encoded("{\"alg\":\"RS256\"}") + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (Exception e) {
      throw new IllegalStateException("cannot sign with " + signingKey, e);
    }
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private PrivateKey key() throws GeneralSecurityException, IOException {
    String pem = Files.readString(signingKey).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
  }
}
