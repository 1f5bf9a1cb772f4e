package haneul.services.compute.domain;

import java.util.Arrays;

/** What is being done to a server, as {@code OS-EXT-STS:task_state} shows it. */
public enum TaskState {
  /** Looking for a host. */
  SCHEDULING("scheduling"),
  /** Its host makes the disk and starts it. */
  SPAWNING("spawning"),
  POWERING_OFF("powering-off"),
  POWERING_ON("powering-on"),
  /** A soft reboot. */
  REBOOTING("rebooting"),
  REBOOTING_HARD("rebooting_hard"),
  /** On its way out: nothing else may be asked of it. */
  DELETING("deleting");

  private final String text;

  TaskState(String text) {
    this.text = text;
  }

  /** As the API and the table have it. */
  public String text() {
    return text;
  }

  public static TaskState of(String text) {
    return Arrays.stream(values())
        .filter(state -> state.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no task state " + text));
  }
}
