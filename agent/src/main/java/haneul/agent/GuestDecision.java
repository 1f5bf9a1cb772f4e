package haneul.agent;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.PowerWish;
import haneul.base.host.WantedGuest;
import haneul.drivers.spi.GuestDriver.Observed;
import java.util.Optional;

/** Decides what to do about a guest. Pure. */
final class GuestDecision {
  private GuestDecision() {}

  /**
   * A wish is performed once, when its epoch is higher than the recorded one; from then on the
   * guest's power is its owner's, who may have shut it down from inside.
   *
   * @param observed empty when the host has nothing of the guest
   */
  static GuestAction decide(Optional<WantedGuest> wanted, Optional<Observed> observed) {
    if (wanted.isEmpty()) {
      return observed.isPresent() ? new GuestAction.Destroy() : new GuestAction.Nothing();
    }
    PowerWish wish = wanted.get().power();
    if (wish.epoch() <= observed.map(Observed::powerEpoch).orElse(0L)) {
      return new GuestAction.Nothing();
    }
    return perform(wanted.get(), observed.map(Observed::state).orElse(GuestState.PREPARING));
  }

  private static GuestAction perform(WantedGuest guest, GuestState state) {
    boolean up =
        switch (state) {
          case RUNNING, PAUSED -> true;
          case PREPARING, STOPPED, CRASHED -> false;
        };
    return switch (guest.power().action()) {
      case RUN -> up ? new GuestAction.MarkDone(guest) : new GuestAction.Start(guest);
      case STOP -> new GuestAction.Stop(guest);
      case REBOOT_SOFT -> up ? new GuestAction.RestartSoft(guest) : new GuestAction.Start(guest);
      case REBOOT_HARD -> new GuestAction.RestartHard(guest);
    };
  }
}
