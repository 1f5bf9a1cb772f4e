package haneul.services.compute.domain;

import java.util.Arrays;

/** What the guest's host last said of it, as {@code OS-EXT-STS:power_state} numbers it. */
public enum PowerState {
  NO_STATE(0),
  RUNNING(1),
  PAUSED(3),
  SHUTDOWN(4),
  CRASHED(6);

  private final int number;

  PowerState(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static PowerState of(int number) {
    return Arrays.stream(values())
        .filter(state -> state.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no power state " + number));
  }
}
