package haneul.platform.log;

import java.util.Optional;

/** The request a thread works for, so that every log line of it carries its id. */
public final class RequestContext {
  private static final ScopedValue<String> REQUEST_ID = ScopedValue.newInstance();

  private RequestContext() {}

  /** Runs {@code work} for the request of this id. */
  public static void run(String requestId, Runnable work) {
    ScopedValue.where(REQUEST_ID, requestId).run(work);
  }

  public static Optional<String> requestId() {
    return REQUEST_ID.isBound() ? Optional.of(REQUEST_ID.get()) : Optional.empty();
  }
}
