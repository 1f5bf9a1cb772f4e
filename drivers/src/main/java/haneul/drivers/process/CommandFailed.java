package haneul.drivers.process;

import java.io.IOException;

/** A program ended with a status other than zero, or not in time. The message names both. */
public final class CommandFailed extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CommandFailed(String message, int status) {
    super(message);
    this.status = status;
  }

  /** The program's exit status; -1 when it was ended because its time was over. */
  public int status() {
    return status;
  }
}
