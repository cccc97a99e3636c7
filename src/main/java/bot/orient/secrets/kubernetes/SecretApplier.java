package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.Ownership;
import bot.orient.secrets.sync.ProjectionPlan;
import bot.orient.secrets.sync.ProjectionPlanner;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Writes Secrets, each write bound to the object it was computed from. */
final class SecretApplier {

  private static final String REHEARSAL = "orient-secrets-rehearsal-";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final KubernetesClient client;

  /** By uid: Secrets of others in which something of ours is left. */
  private final Set<String> owed = ConcurrentHashMap.newKeySet();

  SecretApplier(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The Secret as it is afterwards.
   *
   * @throws KubernetesClientException a conflict when it is not as it was seen, or when one came
   *     that was not there: that is left as it was
   */
  Secret apply(ProjectionPlan.Apply plan, Optional<Secret> live) {
    return live.map(secret -> change(plan, secret)).orElseGet(() -> make(plan.body()));
  }

  /**
   * An apply cannot say that it wants to make an object, so this looks at what came of it. Not
   * immutable at first: what is cannot be given up again.
   */
  private Secret make(Secret body) {
    Boolean immutable = body.getImmutable();
    body.setImmutable(null);
    Secret written = client.resource(body).patch(ServerSideApply.NEW);
    if (Ownership.isWrittenByOthers(written)) {
      withdraw(written);
      throw OwnWrites.conflict(ResourceID.fromResource(written));
    }
    return Boolean.TRUE.equals(immutable) ? makeImmutable(written) : written;
  }

  /** As a patch, since a second apply would make the values look younger than they are. */
  private Secret makeImmutable(Secret written) {
    try {
      return mergePatch(
          written,
          "{\"immutable\":true,\"metadata\":{\"resourceVersion\":\"%s\"}}"
              .formatted(written.getMetadata().getResourceVersion()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // What somebody changed is put right by the next reconciliation, and this with it.
      return written;
    }
  }

  /** Whatever the other one writes meanwhile, and more than once if that fails. */
  private void withdraw(Secret theirs) {
    String uid = theirs.getMetadata().getUid();
    owed.add(uid);
    Secret nothing = ProjectionPlanner.withdrawal(theirs);
    nothing.getMetadata().setResourceVersion(null);
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
      try {
        client.resource(nothing).patch(ServerSideApply.OURS);
        owed.remove(uid);
        return;
      } catch (KubernetesClientException e) {
        if (pause.compareTo(LONGEST_PAUSE) > 0 || !sleep(pause)) {
          throw e;
        }
      }
    }
  }

  /**
   * Takes ours out of a Secret of somebody else's where that failed before: its marks say that it
   * is ours.
   *
   * @throws KubernetesClientException a conflict when that is done now
   */
  void giveBack(Secret live) {
    if (owed.contains(live.getMetadata().getUid())) {
      withdraw(live);
      throw OwnWrites.conflict(ResourceID.fromResource(live));
    }
  }

  private static boolean sleep(Duration pause) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Secret change(ProjectionPlan.Apply plan, Secret live) {
    Secret body = plan.body();
    Secret written = changeTo(body, live);
    return plan.strayKeys().isEmpty() && plan.strayAnnotations().isEmpty()
        ? written
        : mergePatch(
            body,
            "{\"data\":%s,\"metadata\":{\"resourceVersion\":\"%s\",\"annotations\":%s}}"
                .formatted(
                    nulls(plan.strayKeys()),
                    written.getMetadata().getResourceVersion(),
                    nulls(plan.strayAnnotations())));
  }

  private Secret changeTo(Secret body, Secret live) {
    // Refused if the Secret was replaced by somebody else's meanwhile,
    body.getMetadata().setUid(live.getMetadata().getUid());
    // or if the next leader wrote it while this process was frozen: values must not go back.
    body.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
    return client.resource(body).patch(ServerSideApply.OURS);
  }

  /**
   * Asks first whether the API server would take the new Secret, so that the old one is not lost.
   */
  Secret recreate(ProjectionPlan.Recreate plan, Secret live) {
    Secret rehearsal =
        new SecretBuilder(plan.body())
            .editMetadata()
            .withName(null)
            .withGenerateName(REHEARSAL)
            .endMetadata()
            .build();
    client.resource(rehearsal).dryRun().create();
    delete(live);
    return make(plan.body());
  }

  /** Fails with a conflict if the Secret is another one by now. */
  void delete(Secret secret) {
    client.resource(secret).lockResourceVersion(secret.getMetadata().getResourceVersion()).delete();
  }

  /**
   * Takes our keys, labels and annotations out of a Secret of somebody else's, and nothing more.
   */
  void unmerge(Secret secret) {
    client.resource(ProjectionPlanner.withdrawal(secret)).patch(ServerSideApply.OURS);
  }

  /**
   * Forgets that a Secret is ours and leaves its data as it is. Without the reference to the owner,
   * too: garbage collection would still take it along.
   */
  void release(Secret secret, Owner owner) {
    List<OwnerReference> others =
        secret.getMetadata().getOwnerReferences().stream()
            .filter(reference -> !reference.getUid().equals(owner.uid()))
            .toList();
    String patch =
        """
        {"metadata":{"resourceVersion":"%s","labels":{"%s":null},"annotations":{"%s":null,"%s":null,"%s":null},"ownerReferences":%s}}"""
            .formatted(
                secret.getMetadata().getResourceVersion(),
                Markers.PROJECTED_FOR,
                Markers.OWNER,
                Markers.PROJECTION,
                Markers.RESTART_RULES,
                client.getKubernetesSerialization().asJson(others));
    mergePatch(secret, patch);
  }

  private static String nulls(List<String> names) {
    return names.stream()
        .map(name -> "\"" + name + "\":null")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private Secret mergePatch(Secret secret, String patch) {
    return client
        .secrets()
        .inNamespace(secret.getMetadata().getNamespace())
        .withName(secret.getMetadata().getName())
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(Markers.FIELD_MANAGER)
                .build(),
            patch);
  }
}
