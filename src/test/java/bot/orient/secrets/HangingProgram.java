package bot.orient.secrets;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Ends by itself with the code it is given, or else when it is told to; one part of it hangs. */
final class HangingProgram {

  private HangingProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    Shutdown shutdown =
        new Shutdown(Duration.ofSeconds(2))
            .then(
                "what fails",
                () -> {
                  throw new IllegalStateException("on purpose");
                })
            .then("what hangs", () -> new CountDownLatch(1).await())
            .then("what is never come to", () -> System.out.println("too far"));
    shutdown.install();
    System.out.println("runs");
    if (arguments.length > 0) {
      shutdown.exit(Integer.parseInt(arguments[0]));
    }
    new CountDownLatch(1).await();
  }
}
