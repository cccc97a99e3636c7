package bot.orient.secrets.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test method a fresh, empty {@link TestDatabase} on the JVM's one PostgreSQL. */
public final class PostgresExtension implements ParameterResolver {
  private static final Namespace STORE = Namespace.create(PostgresExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(STORE)
        .computeIfAbsent(
            context.getUniqueId(),
            key -> PostgresServer.shared().createDatabase(),
            TestDatabase.class);
  }
}
