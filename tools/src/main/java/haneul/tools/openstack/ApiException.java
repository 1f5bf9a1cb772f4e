package haneul.tools.openstack;

import java.io.IOException;

/** A cloud that did not do what it was asked. The message is for people, and names the URL. */
public final class ApiException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Of the HTTP answer; 0 when there was none. */
  public int status() {
    return status;
  }
}
