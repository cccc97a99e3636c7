package bot.orient.secrets.sync;

import bot.orient.secrets.api.NeverQuoted;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;

/**
 * Holds a record against the annotations that its schema is generated from, so that both always say
 * the same. The API server did so before; but the object may be older than a rule.
 */
final class SchemaRules {

  private final List<SpecProblem> problems;

  SchemaRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  void check(String path, Record value) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      check(path + "." + component.getName(), component, read(component, value));
    }
  }

  private void check(String path, RecordComponent component, Object value) {
    AnnotatedElement rules = component.getAccessor();
    if (value == null) {
      if (rules.isAnnotationPresent(Required.class)) {
        problems.add(new SpecProblem(path, "is missing"));
      }
      return;
    }
    check(path, rules, value);
    if (value instanceof List<?> items) {
      AnnotatedType item = argument(component, 0);
      for (int i = 0; i < items.size(); i++) {
        checkNested(path + "[" + i + "]", item, items.get(i));
      }
    } else if (value instanceof Map<?, ?> entries) {
      AnnotatedType entry = argument(component, 1);
      entries.forEach(
          (key, nested) -> checkNested(SpecProblem.entry(path, key.toString()), entry, nested));
    } else if (value instanceof Record nested) {
      check(path, nested);
    }
  }

  private void checkNested(String path, AnnotatedElement rules, Object value) {
    if (value == null) {
      problems.add(new SpecProblem(path, "is empty"));
      return;
    }
    check(path, rules, value);
    if (value instanceof Record nested) {
      check(path, nested);
    }
  }

  private void check(String path, AnnotatedElement rules, Object value) {
    checkRange(path, rules, value);
    boolean sizeFits = fits(path, rules.getAnnotation(Size.class), value);
    Pattern pattern = rules.getAnnotation(Pattern.class);
    // A text of unbounded length is not given to a regular expression.
    if (sizeFits && pattern != null && !value.toString().matches(pattern.value())) {
      String what =
          rules.isAnnotationPresent(NeverQuoted.class)
              ? "what it holds"
              : SpecProblem.quote(value.toString());
      problems.add(new SpecProblem(path, what + " does not match " + pattern.value()));
    }
  }

  private void checkRange(String path, AnnotatedElement rules, Object value) {
    Min min = rules.getAnnotation(Min.class);
    if (min != null && ((Number) value).doubleValue() < min.value()) {
      problems.add(
          new SpecProblem(path, "is %s; at least %.0f needed".formatted(value, min.value())));
    }
    Max max = rules.getAnnotation(Max.class);
    if (max != null && ((Number) value).doubleValue() > max.value()) {
      problems.add(
          new SpecProblem(path, "is %s; at most %.0f allowed".formatted(value, max.value())));
    }
  }

  private boolean fits(String path, Size size, Object value) {
    if (size == null) {
      return true;
    }
    long length = length(value);
    String unit = value instanceof String ? "characters" : "entries";
    if (length > size.max()) {
      problems.add(
          new SpecProblem(
              path, "has %d %s; at most %d are allowed".formatted(length, unit, size.max())));
    } else if (length < size.min()) {
      problems.add(
          new SpecProblem(
              path, "has %d %s; at least %d needed".formatted(length, unit, size.min())));
    }
    return length >= size.min() && length <= size.max();
  }

  private static long length(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    return value instanceof Map<?, ?> map ? map.size() : ((List<?>) value).size();
  }

  private static AnnotatedType argument(RecordComponent component, int index) {
    var type = (AnnotatedParameterizedType) component.getAnnotatedType();
    return type.getAnnotatedActualTypeArguments()[index];
  }

  private static Object read(RecordComponent component, Record owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
