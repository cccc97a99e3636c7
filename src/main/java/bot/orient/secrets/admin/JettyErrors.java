package bot.orient.secrets.admin;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty itself refuses: bytes that are no HTTP, and what is over its limits. */
final class JettyErrors implements Request.Handler {

  private static final int URI_TOO_LONG = 414;

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
    JettyHandler.send(
        Answers.of(problem(status instanceof Integer number ? number : response.getStatus())),
        response,
        callback);
    return true;
  }

  /** Jetty's own text may quote what was sent. */
  static Problem problem(int status) {
    if (status == URI_TOO_LONG || status == ProblemType.HEADERS_TOO_LARGE.status()) {
      return Problem.of(
          ProblemType.HEADERS_TOO_LARGE, "request line and header must fit in 16 KiB");
    }
    if (status == ProblemType.REQUEST_TIMEOUT.status()) {
      return Problem.of(ProblemType.REQUEST_TIMEOUT, "the request did not arrive in time");
    }
    if (status == ProblemType.INTERNAL_ERROR.status()) {
      return Problem.of(ProblemType.INTERNAL_ERROR, "an error of the operator; see its log");
    }
    return Problem.of(ProblemType.MALFORMED_REQUEST, "this is not a request as HTTP/1.1 has them");
  }
}
