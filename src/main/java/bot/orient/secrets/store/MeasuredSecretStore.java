package bot.orient.secrets.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;

/** A store whose operations are measured. All of them are, so a proxy and no class of methods. */
public final class MeasuredSecretStore {

  private static final String CLOSE = "close";

  private final SecretStore store;
  private final StoreMeter meter;

  private MeasuredSecretStore(SecretStore store, StoreMeter meter) {
    this.store = store;
    this.meter = meter;
  }

  /** The same store, measured. */
  public static SecretStore over(SecretStore store, StoreMeter meter) {
    Arrays.stream(SecretStore.class.getDeclaredMethods())
        .filter(method -> !method.isSynthetic())
        .map(Method::getName)
        .filter(operation -> !operation.equals(CLOSE))
        .distinct()
        .sorted()
        .forEach(meter::expect);
    MeasuredSecretStore measured = new MeasuredSecretStore(store, meter);
    return (SecretStore)
        Proxy.newProxyInstance(
            SecretStore.class.getClassLoader(),
            new Class<?>[] {SecretStore.class},
            (proxy, method, arguments) -> measured.call(method, arguments));
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() != SecretStore.class || method.getName().equals(CLOSE)) {
      return invoke(method, arguments);
    }
    long began = System.nanoTime();
    try {
      Object result = invoke(method, arguments);
      meter.succeeded(method.getName(), since(began));
      return result;
    } catch (RuntimeException e) {
      meter.failed(method.getName(), since(began), failure(e));
      throw e;
    }
  }

  private Object invoke(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static StoreMeter.Failure failure(RuntimeException error) {
    if (error instanceof StoreUnavailableException) {
      return StoreMeter.Failure.UNAVAILABLE;
    }
    if (error instanceof StoreKeyException || error instanceof KeyServiceAwayException) {
      return StoreMeter.Failure.KEY;
    }
    return error instanceof InvalidSecretException
        ? StoreMeter.Failure.REFUSED
        : StoreMeter.Failure.OTHER;
  }
}
