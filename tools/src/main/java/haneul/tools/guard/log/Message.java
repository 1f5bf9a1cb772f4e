package haneul.tools.guard.log;

import haneul.tools.guard.address.Address;
import org.jspecify.annotations.Nullable;

/** What a program said, at a time: a line of syslog, of the journal, or of a program's own log. */
record Message(long timeMillis, String program, String message, int times) implements Entry {
  Message(long timeMillis, String program, String message) {
    this(timeMillis, program, message, 1);
  }

  /** Within the message, if anywhere: a rule's pattern says where. */
  @Override
  public @Nullable Address address() {
    return null;
  }

  @Override
  public String text() {
    return Texts.shown(message);
  }
}
