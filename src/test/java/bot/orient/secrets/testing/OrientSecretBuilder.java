package bot.orient.secrets.testing;

import bot.orient.secrets.api.CreationPolicy;
import bot.orient.secrets.api.DeletionPolicy;
import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.RestartSpec;
import bot.orient.secrets.api.SecretKeyReference;
import bot.orient.secrets.api.TargetSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@link OrientSecret} for a test; what is not set is left out, so that defaults apply. */
public final class OrientSecretBuilder {

  private final String namespace;
  private final String name;
  private final List<KeySpec> keys = new ArrayList<>();
  private final Map<String, String> metadataLabels = new LinkedHashMap<>();
  private final Map<String, String> metadataAnnotations = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private final Map<String, String> templates = new LinkedHashMap<>();
  private String scope;
  private String category;
  private RestartSpec restart;
  private String targetName;
  private String type;
  private CreationPolicy creationPolicy;
  private DeletionPolicy deletionPolicy;
  private Boolean immutable;

  private OrientSecretBuilder(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  public static OrientSecretBuilder orientSecret(TestNamespace namespace, String name) {
    return orientSecret(namespace.name(), name);
  }

  public static OrientSecretBuilder orientSecret(String namespace, String name) {
    return new OrientSecretBuilder(namespace, name);
  }

  public OrientSecretBuilder key(String key) {
    return key(new KeySpec(key, null, null, null, null, null, null, null, null, null, null));
  }

  public OrientSecretBuilder keys(List<String> names) {
    names.forEach(this::key);
    return this;
  }

  /** A key with another name in the Secret. */
  public OrientSecretBuilder keyAs(String key, String dataKey) {
    return key(new KeySpec(key, dataKey, null, null, null, null, null, null, null, null, null));
  }

  public OrientSecretBuilder optionalKey(String key) {
    return key(new KeySpec(key, null, null, true, null, null, null, null, null, null, null));
  }

  public OrientSecretBuilder key(String key, RestartRule rule) {
    return key(new KeySpec(key, null, null, null, rule, null, null, null, null, null, null));
  }

  /** A key that is held at a version of the store. */
  public OrientSecretBuilder keyAt(String key, long version) {
    return key(new KeySpec(key, null, null, null, null, null, version, null, null, null, null));
  }

  /** A key whose value is imported from a Secret. */
  public OrientSecretBuilder importedKey(String key, String secretName, String secretKey) {
    return key(
        new KeySpec(
            key,
            null,
            null,
            null,
            null,
            new SecretKeyReference(secretName, secretKey),
            null,
            null,
            null,
            null,
            null));
  }

  /** A key to be rotated at an age, such as {@code 90d}, or by a date; either may be null. */
  public OrientSecretBuilder rotatedKey(String key, String rotateEvery, String expires) {
    return key(
        new KeySpec(key, null, null, null, null, null, null, rotateEvery, expires, null, null));
  }

  public OrientSecretBuilder key(KeySpec key) {
    keys.add(key);
    return this;
  }

  public OrientSecretBuilder scope(String value) {
    scope = value;
    return this;
  }

  public OrientSecretBuilder category(String value) {
    category = value;
    return this;
  }

  public OrientSecretBuilder restart(RestartPolicy policy) {
    return restart(RestartSpecBuilder.restart().policy(policy));
  }

  public OrientSecretBuilder restart(RestartSpecBuilder value) {
    restart = value.build();
    return this;
  }

  /** A label of the resource itself. */
  public OrientSecretBuilder metadataLabel(String key, String value) {
    metadataLabels.put(key, value);
    return this;
  }

  /** An annotation of the resource itself. */
  public OrientSecretBuilder metadataAnnotation(String key, String value) {
    metadataAnnotations.put(key, value);
    return this;
  }

  public OrientSecretBuilder target(String secretName) {
    targetName = secretName;
    return this;
  }

  public OrientSecretBuilder type(String value) {
    type = value;
    return this;
  }

  /** A label that the Secret is to have. */
  public OrientSecretBuilder label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /** An annotation that the Secret is to have. */
  public OrientSecretBuilder annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }

  /** A file to be rendered into the Secret. */
  public OrientSecretBuilder template(String name, String text) {
    templates.put(name, text);
    return this;
  }

  public OrientSecretBuilder merge() {
    creationPolicy = CreationPolicy.MERGE;
    return this;
  }

  public OrientSecretBuilder retain() {
    deletionPolicy = DeletionPolicy.RETAIN;
    return this;
  }

  public OrientSecretBuilder immutable() {
    immutable = true;
    return this;
  }

  public OrientSecret build() {
    OrientSecret resource = new OrientSecret();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(orNull(metadataLabels))
            .withAnnotations(orNull(metadataAnnotations))
            .build());
    resource.setSpec(
        new OrientSecretSpec(
            scope,
            category,
            List.copyOf(keys),
            new TargetSpec(
                targetName,
                type,
                orNull(labels),
                orNull(annotations),
                creationPolicy,
                deletionPolicy,
                immutable,
                orNull(templates)),
            restart));
    return resource;
  }

  private static Map<String, String> orNull(Map<String, String> map) {
    return map.isEmpty() ? null : map;
  }
}
