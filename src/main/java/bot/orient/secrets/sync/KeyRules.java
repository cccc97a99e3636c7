package bot.orient.secrets.sync;

import bot.orient.secrets.api.CreationPolicy;
import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.SecretKeyReference;
import bot.orient.secrets.api.TargetSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the schema cannot say of the keys, because it takes several of them to see it. */
final class KeyRules {

  private final List<SpecProblem> problems;

  KeyRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  void check(OrientSecretSpec spec, String resourceName) {
    if (spec.keys() == null) {
      return;
    }
    Map<String, Integer> byKey = new HashMap<>();
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < spec.keys().size(); i++) {
      KeySpec key = spec.keys().get(i);
      if (key != null && name(key) != null) {
        checkUnique(i, key, byKey, byName);
        checkName(i, key);
      }
    }
    for (int i = 0; i < spec.keys().size(); i++) {
      KeySpec key = spec.keys().get(i);
      if (key != null && key.secretKeyRef() != null) {
        checkImport(i, key.secretKeyRef(), spec.target(), resourceName, byName);
      }
    }
  }

  private void checkUnique(
      int index, KeySpec key, Map<String, Integer> byKey, Map<String, Integer> byName) {
    Integer sameKey = key.key() == null ? null : byKey.putIfAbsent(key.key(), index);
    Integer sameName = byName.putIfAbsent(name(key), index);
    if (sameKey != null) {
      problems.add(
          new SpecProblem(
              "spec.keys[%d].key".formatted(index),
              "%s is listed already as spec.keys[%d]; remove one of them"
                  .formatted(SpecProblem.quote(key.key()), sameKey)));
    } else if (sameName != null) {
      problems.add(
          new SpecProblem(
              "spec.keys[%d].as".formatted(index),
              "%s is already what spec.keys[%d] is called in the Secret; call one of them otherwise"
                  .formatted(SpecProblem.quote(name(key)), sameName)));
    }
  }

  private void checkName(int index, KeySpec key) {
    String name = name(key);
    if (name.equals(".") || name.startsWith("..")) {
      problems.add(
          new SpecProblem(
              "spec.keys[%d].as".formatted(index),
              SpecProblem.quote(name)
                  + " cannot be a key of a Secret: it may not be \".\" nor begin with \"..\""));
    }
  }

  /**
   * An import from our own projection would put a new version of the store back to the old value.
   */
  private void checkImport(
      int index,
      SecretKeyReference from,
      TargetSpec target,
      String resourceName,
      Map<String, Integer> byName) {
    String targetName = target == null || target.name() == null ? resourceName : target.name();
    boolean merge = target != null && target.creationPolicy() == CreationPolicy.MERGE;
    if (targetName.equals(from.name()) && (!merge || isProjected(from.key(), target, byName))) {
      problems.add(
          new SpecProblem(
              "spec.keys[%d].secretKeyRef".formatted(index),
              "a value cannot be imported from the Secret it is projected into; name another Secret"
                  + " here or in spec.target.name"));
    }
  }

  private static boolean isProjected(String name, TargetSpec target, Map<String, Integer> byName) {
    return byName.containsKey(name)
        || target.template() != null && target.template().containsKey(name);
  }

  private static String name(KeySpec key) {
    return key.as() == null ? key.key() : key.as();
  }
}
