package haneul.base.host;

/**
 * The last thing asked of a guest's power. The agent performs a wish once, when its epoch is higher
 * than the last one it recorded, and records it after it is done; so a guest that its owner shut
 * down from inside stays down, and a repeated request is not lost.
 *
 * @param epoch grows with every request
 */
public record PowerWish(long epoch, Action action) {
  /** What to do. */
  public enum Action {
    /** Make it run; nothing when it runs. */
    RUN,
    /** Ask the guest to shut down; after a while, pull the plug. */
    STOP,
    /** Ask the guest to restart; after a while, as {@link #REBOOT_HARD}. */
    REBOOT_SOFT,
    /** Pull the plug and start again. */
    REBOOT_HARD
  }
}
