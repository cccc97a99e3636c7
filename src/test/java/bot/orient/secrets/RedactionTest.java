package bot.orient.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.AuditSettings;
import bot.orient.secrets.store.KeySettings;
import bot.orient.secrets.store.Retention;
import bot.orient.secrets.store.ScopeDestructions;
import bot.orient.secrets.store.StoreSettings;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PlantedValue;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever holds a value does not print it, records of tomorrow included. */
class RedactionTest {

  private static final PlantedValue VALUE = PlantedValue.plant("redaction");

  /** Every record of ours that can hold bytes or a whole Secret, at any depth. */
  static Stream<Class<?>> recordsThatHoldValues() {
    return ours().filter(Class::isRecord).filter(RedactionTest::holdsValues);
  }

  @ParameterizedTest
  @MethodSource("recordsThatHoldValues")
  void recordDoesNotPrintItsValue(Class<?> type) {
    Object instance = filled(type);

    assertThat(VALUE.isIn(instance.toString())).as("%s", type.getName()).isFalse();
  }

  @Test
  void searchFindsTheRecordsThatAreKnownToHoldValues() {
    assertThat(recordsThatHoldValues().map(Class::getSimpleName))
        .contains(
            "DesiredSecret",
            "Value",
            "PutRequest",
            "ImportRequest",
            "Found",
            "KekSet",
            "Composed",
            "Apply",
            "Recreate",
            "Synced",
            "Incomplete",
            "Rendered",
            "Fallback",
            "ApiRequest",
            "Answer");
  }

  @Test
  void whatIsNoRecordDoesNotPrintItsValueEither() {
    String text = VALUE.text();
    StoreSettings store =
        new StoreSettings(
            "jdbc:postgresql://db/orient?password=" + text,
            "orient",
            text,
            4,
            Duration.ofSeconds(10));
    Settings settings =
        new Settings(
            store,
            Retention.DEFAULT,
            AuditSettings.DEFAULT,
            new KekSource.Environment(),
            KeySettings.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            InProcessOperator.SWIFT,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            1,
            ScopeDestructions.DEFAULT_DELAY);

    assertThat(
            List.of(
                SecretBytes.owning(VALUE.bytes()),
                new Fallbacks(Map.of("A", text), Map.of("B", text), key -> true, Set.of("A")),
                new Fingerprinter(VALUE.bytes()),
                store,
                settings))
        .allSatisfy(holder -> assertThat(VALUE.isIn(holder.toString())).isFalse());
  }

  private static Stream<Class<?>> ours() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("bot.orient.secrets")
            .stream()
            .sorted(Comparator.comparing(JavaClass::getName))
            .map(JavaClass::reflect);
  }

  private static boolean holdsValues(Class<?> type) {
    return holdsValues(type, new HashSet<>());
  }

  /** {@code seen} are the types looked at already: a record may hold others of its kind. */
  private static boolean holdsValues(Type type, Set<Type> seen) {
    if (!seen.add(type)) {
      return false;
    }
    if (type instanceof ParameterizedType generic) {
      return Arrays.stream(generic.getActualTypeArguments()).anyMatch(t -> holdsValues(t, seen));
    }
    if (type instanceof WildcardType || !(type instanceof Class<?> raw)) {
      return false;
    }
    if (raw == byte[].class || raw == SecretBytes.class || raw == Secret.class) {
      return true;
    }
    return raw.isRecord()
        ? Arrays.stream(raw.getRecordComponents())
            .anyMatch(component -> holdsValues(component.getGenericType(), seen))
        : raw.isSealed() && permitted(raw).anyMatch(t -> holdsValues(t, seen));
  }

  private static Stream<Class<?>> permitted(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses()).filter(Class::isRecord);
  }

  /** An instance with the planted value wherever bytes fit, and harmless text elsewhere. */
  private static Object filled(Class<?> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Object[] arguments =
        Arrays.stream(type.getRecordComponents())
            .map(component -> example(component.getGenericType()))
            .toArray();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(type.getName(), e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refuses the example", e.getCause());
    }
  }

  private static Object example(Type type) {
    if (type instanceof ParameterizedType generic) {
      Object first = example(generic.getActualTypeArguments()[0]);
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Optional.class) {
        return Optional.of(first);
      }
      if (raw == List.class) {
        return List.of(first);
      }
      if (raw == Set.class) {
        return Set.of(first);
      }
      Object second = example(generic.getActualTypeArguments()[1]);
      return raw == SortedMap.class ? sorted(first, second) : Map.of(first, second);
    }
    return example((Class<?>) type);
  }

  private static SortedMap<Object, Object> sorted(Object key, Object value) {
    SortedMap<Object, Object> map = new TreeMap<>();
    map.put(key, value);
    return map;
  }

  private static Object example(Class<?> type) {
    if (type == byte[].class) {
      return VALUE.bytes();
    }
    if (type == SecretBytes.class) {
      return SecretBytes.owning(VALUE.bytes());
    }
    if (type == Secret.class) {
      return secret();
    }
    if (type.isRecord()) {
      return filled(type);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isSealed()) {
      return filled(
          permitted(type)
              .max(Comparator.comparing((Class<?> candidate) -> holdsValues(candidate)))
              .orElseThrow());
    }
    Map<Class<?>, Object> plain =
        Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(long.class, 1L),
            Map.entry(Long.class, 1L),
            Map.entry(int.class, 1),
            Map.entry(boolean.class, true),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(Duration.class, Duration.ofSeconds(1)),
            Map.entry(UUID.class, new UUID(1, 1)),
            Map.entry(KeyId.class, KeyId.of(new UUID(1, 1))),
            Map.entry(Path.class, Path.of("file")),
            Map.entry(Pattern.class, Pattern.compile("a")),
            Map.entry(Runnable.class, (Runnable) () -> {}),
            Map.entry(OptionalLong.class, OptionalLong.of(1)));
    if (!plain.containsKey(type)) {
      throw new IllegalStateException("the test has no example of " + type.getName());
    }
    return plain.get(type);
  }

  private static Secret secret() {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("app")
        .endMetadata()
        .addToData("A", VALUE.base64())
        .addToStringData("B", new String(VALUE.bytes(), StandardCharsets.UTF_8))
        .build();
  }
}
