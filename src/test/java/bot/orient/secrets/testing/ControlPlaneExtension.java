package bot.orient.secrets.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the JVM's one control plane with our CRDs: as {@link ControlPlane}, as {@link
 * KubernetesClient} of the user admin (not to be closed), and a fresh {@link TestNamespace} per
 * method. Besides admin it knows the users operator, alice and bob, who may do nothing yet. A
 * control plane that cannot be had fails the tests.
 */
public final class ControlPlaneExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace STORE = Namespace.create(ControlPlaneExtension.class);
  private static final List<Class<?>> PARAMETERS =
      List.of(ControlPlane.class, KubernetesClient.class, TestNamespace.class);

  /** Starting takes minutes when it fails, so a failure is remembered for the other classes. */
  private record Attempt(SharedControlPlane shared, RuntimeException failure)
      implements AutoCloseable {
    static Attempt make() {
      try {
        return new Attempt(SharedControlPlane.start(), null);
      } catch (RuntimeException e) {
        return new Attempt(null, e);
      }
    }

    SharedControlPlane orThrow() {
      if (failure != null) {
        throw new IllegalStateException(
            "no control plane for the tests: " + failure.getMessage(), failure);
      }
      return shared;
    }

    @Override
    public void close() {
      if (shared != null) {
        shared.close();
      }
    }
  }

  /** JUnit closes it after the method. */
  private record OwnedNamespace(TestNamespace namespace, KubernetesClient client)
      implements AutoCloseable {
    @Override
    public void close() {
      namespace.delete(client);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SharedControlPlane shared = shared(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == ControlPlane.class) {
      return shared.controlPlane();
    }
    return type == KubernetesClient.class ? shared.client() : namespace(context, shared.client());
  }

  private static SharedControlPlane shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(Attempt.class, key -> Attempt.make(), Attempt.class)
        .orThrow();
  }

  private static TestNamespace namespace(ExtensionContext context, KubernetesClient client) {
    return context
        .getStore(STORE)
        .computeIfAbsent(
            context.getUniqueId(),
            key -> new OwnedNamespace(TestNamespace.create(client), client),
            OwnedNamespace.class)
        .namespace();
  }
}
