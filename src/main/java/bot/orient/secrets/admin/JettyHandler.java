package bot.orient.secrets.admin;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Hands calls over to the API and its answers back. */
final class JettyHandler extends Handler.Abstract {

  private final AdminApi api;

  JettyHandler(AdminApi api) {
    this.api = api;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    send(api.answer(new JettyCall(request)), response, callback);
    return true;
  }

  /** Wipes the body, in which there may be a value, once it was written. */
  static void send(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(
        true,
        ByteBuffer.wrap(answer.body()),
        Callback.from(() -> Arrays.fill(answer.body(), (byte) 0), callback));
  }
}
