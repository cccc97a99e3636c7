package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.KekStatus;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.KeyRotationProgress;
import bot.orient.secrets.store.SeedRotationStart;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rotating the keys that values are encrypted with. */
final class KeyRotationEndpoints {

  private final KeyRotation rotation;

  KeyRotationEndpoints(KeyRotation rotation) {
    this.rotation = rotation;
  }

  /** How far a scope is; see {@link KeyRotationProgress}. */
  record ProgressView(
      String scope,
      int toGeneration,
      String state,
      long total,
      long done,
      long failed,
      String startedAt,
      String updatedAt) {

    static ProgressView of(KeyRotationProgress progress) {
      return new ProgressView(
          progress.scope(),
          progress.toGeneration(),
          HistoryView.lower(progress.state()),
          progress.total(),
          progress.done(),
          progress.failed(),
          progress.startedAt().toString(),
          progress.updatedAt().toString());
    }
  }

  /** All scopes and the key-encryption keys; see {@link KekStatus}. */
  private record StoreView(
      List<ProgressView> scopes,
      Map<String, String> keyEncryptionKeys,
      String rotatingTo,
      List<String> messages) {}

  Answer start(String scope, Actor actor) {
    SeedRotationStart start = rotation.rotateSeed(scope, actor);
    if (start instanceof SeedRotationStart.Refused refused) {
      throw Problem.of(ProblemType.CONFLICT, refused.reason()).asException();
    }
    return Answers.accepted(ProgressView.of(((SeedRotationStart.Started) start).progress()));
  }

  Answer get(String scope, Actor actor) {
    return Answers.ok(
        rotation
            .progress(scope)
            .map(ProgressView::of)
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemType.NOT_FOUND,
                            "the key of scope " + scope + " was never rotated")
                        .asException()));
  }

  Answer list(ApiRequest request, Actor actor) {
    KekStatus keks = rotation.kekStatus();
    Map<String, String> states = new TreeMap<>();
    keks.states().forEach((id, state) -> states.put(id, HistoryView.lower(state)));
    return Answers.ok(
        new StoreView(
            rotation.progress().stream().map(ProgressView::of).toList(),
            states,
            keks.rotatingTo().orElse(null),
            keks.messages()));
  }
}
