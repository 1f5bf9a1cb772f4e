package haneul.platform.log;

import java.util.Optional;

/** The request a thread works for, so that every log line of it carries its id and its client. */
public final class RequestContext {
  private static final ScopedValue<String> REQUEST_ID = ScopedValue.newInstance();
  private static final ScopedValue<String> CLIENT = ScopedValue.newInstance();

  private RequestContext() {}

  /** Runs {@code work} for the request of this id, which came earlier and from elsewhere. */
  public static void run(String requestId, Runnable work) {
    ScopedValue.where(REQUEST_ID, requestId).run(work);
  }

  /**
   * Runs {@code work} for the request of this id.
   *
   * @param client the address the request came from
   */
  public static void run(String requestId, String client, Runnable work) {
    ScopedValue.where(REQUEST_ID, requestId).where(CLIENT, client).run(work);
  }

  /** Runs {@code work} as if for a request of which this much is known. */
  static void run(Optional<String> requestId, Optional<String> client, Runnable work) {
    Runnable inner =
        client
            .<Runnable>map(address -> () -> ScopedValue.where(CLIENT, address).run(work))
            .orElse(work);
    requestId.ifPresentOrElse(id -> run(id, inner), inner);
  }

  public static Optional<String> requestId() {
    return REQUEST_ID.isBound() ? Optional.of(REQUEST_ID.get()) : Optional.empty();
  }

  /** The address the request came from, while its client waits. */
  public static Optional<String> client() {
    return CLIENT.isBound() ? Optional.of(CLIENT.get()) : Optional.empty();
  }
}
