package haneul.drivers.qemu;

import haneul.base.host.HostReport.GuestState;

/** What QEMU's run states (RunState of its QAPI) mean to us. */
final class QemuStatus {
  private QemuStatus() {}

  /**
   * @param status as {@code query-status} gives it; {@code shutdown} and {@code guest-panicked} are
   *     ends that wait for us to take them down
   */
  static GuestState state(String status) {
    return switch (status) {
      case "running" -> GuestState.RUNNING;
      case "shutdown" -> GuestState.STOPPED;
      case "guest-panicked", "internal-error" -> GuestState.CRASHED;
      // paused, suspended, io-error, watchdog, …: it is there, but does not run
      default -> GuestState.PAUSED;
    };
  }

  static boolean isEnd(GuestState state) {
    return state == GuestState.STOPPED || state == GuestState.CRASHED;
  }
}
