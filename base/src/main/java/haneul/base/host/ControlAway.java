package haneul.base.host;

import java.io.IOException;

/**
 * Control did not answer, or not to the end: it restarts, is frozen, or the way to it is cut. No
 * fault of what was asked, which may well succeed once control is back.
 */
public final class ControlAway extends IOException {
  private static final long serialVersionUID = 1;

  public ControlAway(String message) {
    super(message);
  }

  public ControlAway(String message, Throwable cause) {
    super(message, cause);
  }
}
