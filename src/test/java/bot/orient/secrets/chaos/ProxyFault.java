package bot.orient.secrets.chaos;

/** What the proxy does to one request instead of passing it on and its answer back. */
sealed interface ProxyFault {

  /** The request passes unharmed. */
  record None() implements ProxyFault {}

  /**
   * The API server never hears of the request.
   *
   * @param code of the HTTP answer: 409, 429, 500 or 503
   */
  record Refused(int code) implements ProxyFault {}

  /** The connection ends before the request was passed on. */
  record RequestLost() implements ProxyFault {}

  /** The API server has done it, and the connection ends before the answer. */
  record AnswerLost() implements ProxyFault {}

  /**
   * The request waits before it is passed on.
   *
   * @param millis longer than the client's patience, if it is to be a timeout
   */
  record Late(int millis) implements ProxyFault {}
}
