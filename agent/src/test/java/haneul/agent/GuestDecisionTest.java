package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.PowerWish;
import haneul.base.host.PowerWish.Action;
import haneul.base.host.WantedGuest;
import haneul.base.id.Id;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver.Observed;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GuestDecisionTest {
  private static final ServerId ID = new ServerId(Id.newUuid());

  @Test
  void whatIsNeitherWantedNorThereNeedsNothing() {
    assertThat(GuestDecision.decide(Optional.empty(), Optional.empty()))
        .isInstanceOf(GuestAction.Nothing.class);
  }

  @ParameterizedTest
  @EnumSource(GuestState.class)
  void whatIsNotWantedGoesWhateverItsState(GuestState state) {
    assertThat(GuestDecision.decide(Optional.empty(), Optional.of(new Observed(state, 99))))
        .isInstanceOf(GuestAction.Destroy.class);
  }

  @ParameterizedTest
  @CsvSource({
    "RUN, PREPARING, Start",
    "RUN, RUNNING, MarkDone",
    "RUN, PAUSED, MarkDone",
    "RUN, STOPPED, Start",
    "RUN, CRASHED, Start",
    "STOP, PREPARING, Stop",
    "STOP, RUNNING, Stop",
    "STOP, STOPPED, Stop",
    "STOP, CRASHED, Stop",
    "REBOOT_SOFT, RUNNING, RestartSoft",
    "REBOOT_SOFT, STOPPED, Start",
    "REBOOT_SOFT, CRASHED, Start",
    "REBOOT_HARD, RUNNING, RestartHard",
    "REBOOT_HARD, CRASHED, RestartHard",
    "REBOOT_HARD, PAUSED, RestartHard"
  })
  void aNewWishIsPerformedOnceAndThenLeftAlone(Action wish, GuestState state, String action) {
    WantedGuest guest = TestHost.guest(ID, new PowerWish(5, wish));
    assertThat(decide(guest, state, 4).getClass().getSimpleName()).isEqualTo(action);
    assertThat(decide(guest, state, 5)).isInstanceOf(GuestAction.Nothing.class);
    assertThat(decide(guest, state, 6)).isInstanceOf(GuestAction.Nothing.class);
  }

  @Test
  void aGuestTheHostDoesNotHaveIsMade() {
    WantedGuest guest = TestHost.guest(ID, new PowerWish(1, Action.RUN));
    assertThat(GuestDecision.decide(Optional.of(guest), Optional.empty()))
        .isEqualTo(new GuestAction.Start(guest));
  }

  private static GuestAction decide(WantedGuest guest, GuestState state, long epoch) {
    return GuestDecision.decide(Optional.of(guest), Optional.of(new Observed(state, epoch)));
  }
}
