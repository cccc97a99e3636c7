package bot.orient.secrets.testing;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints, when a test fails, what was to be seen at that moment. */
public final class FailureReport implements AfterTestExecutionCallback {
  private final Supplier<String> story;

  /**
   * @param story asked for only after a failure, before anything is cleaned up
   */
  public FailureReport(Supplier<String> story) {
    this.story = story;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.err.printf("%n%s failed. What is there:%n%s%n", context.getDisplayName(), story());
    }
  }

  /** The story must not hide the failure it is about. */
  private String story() {
    try {
      return story.get();
    } catch (RuntimeException e) {
      return "cannot be told: " + e;
    }
  }
}
