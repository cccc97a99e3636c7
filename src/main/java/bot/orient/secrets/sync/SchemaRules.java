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
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Holds a record against the annotations that its schema is generated from, so that both always say
 * the same. The API server did so before; but the object may be older than a rule.
 */
final class SchemaRules {

  /** Reflection reads a record's declaration anew each time it is asked. */
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Stream.of(type.getRecordComponents()).map(Component::of).toList();
        }
      };

  private static final Map<String, java.util.regex.Pattern> PATTERNS = new ConcurrentHashMap<>();

  private final List<SpecProblem> problems;

  SchemaRules(List<SpecProblem> problems) {
    this.problems = problems;
  }

  void check(String path, Record value) {
    for (Component component : COMPONENTS.get(value.getClass())) {
      check(path + "." + component.name(), component, component.read(value));
    }
  }

  private void check(String path, Component component, Object value) {
    AnnotatedElement rules = component.accessor();
    if (value == null) {
      if (rules.isAnnotationPresent(Required.class)) {
        problems.add(new SpecProblem(path, "is missing"));
      }
      return;
    }
    check(path, rules, value);
    if (value instanceof List<?> items) {
      AnnotatedType item = component.arguments().get(0);
      for (int i = 0; i < items.size(); i++) {
        checkNested(path + "[" + i + "]", item, items.get(i));
      }
    } else if (value instanceof Map<?, ?> entries) {
      AnnotatedType entry = component.arguments().get(1);
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
    if (sizeFits && pattern != null && !matches(value.toString(), pattern.value())) {
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

  private static boolean matches(String text, String pattern) {
    return PATTERNS
        .computeIfAbsent(pattern, java.util.regex.Pattern::compile)
        .matcher(text)
        .matches();
  }

  /**
   * One component of a record.
   *
   * @param arguments of its type, if that is generic
   */
  private record Component(String name, Method accessor, List<AnnotatedType> arguments) {

    static Component of(RecordComponent component) {
      return new Component(
          component.getName(),
          component.getAccessor(),
          component.getAnnotatedType() instanceof AnnotatedParameterizedType type
              ? List.of(type.getAnnotatedActualTypeArguments())
              : List.of());
    }

    Object read(Record owner) {
      try {
        return accessor.invoke(owner);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + accessor, e);
      }
    }
  }
}
