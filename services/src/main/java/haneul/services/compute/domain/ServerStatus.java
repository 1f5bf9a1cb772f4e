package haneul.services.compute.domain;

import java.util.Optional;

/** The one word that users see first, made of vm state and task state as nova makes it. */
public enum ServerStatus {
  BUILD,
  ACTIVE,
  REBOOT,
  HARD_REBOOT,
  SHUTOFF,
  ERROR,
  DELETED;

  /** What a server in these states is called. */
  public static ServerStatus of(VmState vm, Optional<TaskState> task) {
    return switch (vm) {
      case BUILDING -> BUILD;
      case ACTIVE -> {
        if (task.equals(Optional.of(TaskState.REBOOTING))) {
          yield REBOOT;
        }
        yield task.equals(Optional.of(TaskState.REBOOTING_HARD)) ? HARD_REBOOT : ACTIVE;
      }
      case STOPPED -> SHUTOFF;
      case ERROR -> ERROR;
      case DELETED -> DELETED;
    };
  }

  /** Whether the API shows {@code progress} in this status. */
  public boolean showsProgress() {
    return this == ACTIVE || this == BUILD;
  }

  /** Whether the API shows {@code fault} in this status. */
  public boolean showsFault() {
    return this == ERROR || this == DELETED;
  }
}
