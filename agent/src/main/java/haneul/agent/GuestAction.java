package haneul.agent;

import haneul.base.host.WantedGuest;

/** What is to be done about one guest. */
sealed interface GuestAction {
  /** It is as it shall be. */
  record Nothing() implements GuestAction {}

  /** It shall not be on this host. */
  record Destroy() implements GuestAction {}

  /** A wish is to be performed, and recorded when it is. */
  sealed interface Wish extends GuestAction {
    WantedGuest guest();
  }

  /** It is already as the wish says: only record that. */
  record MarkDone(WantedGuest guest) implements Wish {}

  /** Make what is missing of it, and start it. */
  record Start(WantedGuest guest) implements Wish {}

  /** Make what is missing of it, and see that it is down. */
  record Stop(WantedGuest guest) implements Wish {}

  /** Ask it to restart; pull the plug if it does not. */
  record RestartSoft(WantedGuest guest) implements Wish {}

  /** Pull the plug and start it. */
  record RestartHard(WantedGuest guest) implements Wish {}
}
