package haneul.services.compute.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostReport.Guest;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole table of what a report means. The wish has epoch 3 and was made at revision 10. */
final class ServerStatesTest {
  private static final ServerId ID = new ServerId("11111111-2222-4333-8444-555555555555");

  @ParameterizedTest(name = "{0} {1} {2} + r{3} {4} epoch {5} fault {6} -> {7}")
  @CsvSource({
    // a report older than the wish says nothing, whatever it shows
    "BUILDING, SPAWNING,       NO_STATE, 9,  RUNNING,   3, -,   nothing",
    "ACTIVE,   POWERING_OFF,   RUNNING,  9,  STOPPED,   3, -,   nothing",
    "ACTIVE,   -,              RUNNING,  9,  CRASHED,   3, -,   nothing",
    // while a wish is pending only its end counts
    "BUILDING, SPAWNING,       NO_STATE, 10, absent,    0, -,   nothing",
    "BUILDING, SPAWNING,       NO_STATE, 10, PREPARING, 0, -,   nothing",
    "BUILDING, SPAWNING,       NO_STATE, 10, RUNNING,   2, -,   nothing",
    "ACTIVE,   POWERING_OFF,   RUNNING,  10, RUNNING,   2, -,   nothing",
    "ACTIVE,   POWERING_OFF,   RUNNING,  10, STOPPED,   2, -,   nothing",
    "ACTIVE,   REBOOTING,      RUNNING,  11, CRASHED,   2, -,   nothing",
    // an old wish's fault is not this one's
    "ACTIVE,   POWERING_OFF,   RUNNING,  10, RUNNING,   2, bad, nothing",
    // its good end
    "BUILDING, SPAWNING,       NO_STATE, 10, RUNNING,   3, -,   ACTIVE - RUNNING launched ends",
    "BUILDING, SPAWNING,       NO_STATE, 10, STOPPED,   3, -,   STOPPED - SHUTDOWN launched ends",
    "BUILDING, SPAWNING,       NO_STATE, 10, PREPARING, 3, -,   nothing",
    "ACTIVE,   POWERING_OFF,   RUNNING,  10, STOPPED,   3, -,   STOPPED - SHUTDOWN launched ends",
    "STOPPED,  POWERING_ON,    SHUTDOWN, 12, RUNNING,   3, -,   ACTIVE - RUNNING launched ends",
    "STOPPED,  POWERING_ON,    SHUTDOWN, 12, CRASHED,   4, -,   STOPPED - CRASHED launched ends",
    "ACTIVE,   REBOOTING,      RUNNING,  10, RUNNING,   3, -,   ACTIVE - RUNNING launched ends",
    "ERROR,    REBOOTING_HARD, NO_STATE, 10, RUNNING,   3, -,   ACTIVE - RUNNING launched ends",
    // its bad end: only a server that never ran goes into ERROR
    "BUILDING, SPAWNING,       NO_STATE, 10, PREPARING, 3, bad, ERROR - NO_STATE ends bad",
    "BUILDING, SPAWNING,       NO_STATE, 10, STOPPED,   3, bad, ERROR - SHUTDOWN ends bad",
    "STOPPED,  POWERING_ON,    SHUTDOWN, 10, STOPPED,   3, bad, STOPPED - SHUTDOWN ends bad",
    "ACTIVE,   REBOOTING_HARD, RUNNING,  10, STOPPED,   3, bad, STOPPED - SHUTDOWN ends bad",
    "ACTIVE,   POWERING_OFF,   RUNNING,  10, RUNNING,   3, bad, ACTIVE - RUNNING ends bad",
    "ERROR,    REBOOTING_HARD, NO_STATE, 10, STOPPED,   3, bad, ERROR - SHUTDOWN ends bad",
    // with nothing pending the server follows its guest
    "ACTIVE,   -,              RUNNING,  10, RUNNING,   3, -,   nothing",
    "ACTIVE,   -,              RUNNING,  10, absent,    0, -,   nothing",
    "ACTIVE,   -,              RUNNING,  10, STOPPED,   3, -,   STOPPED - SHUTDOWN",
    "ACTIVE,   -,              RUNNING,  10, CRASHED,   3, -,   STOPPED - CRASHED",
    "ACTIVE,   -,              RUNNING,  10, PAUSED,    3, -,   ACTIVE - PAUSED",
    "STOPPED,  -,              SHUTDOWN, 10, RUNNING,   3, -,   ACTIVE - RUNNING",
    "STOPPED,  -,              SHUTDOWN, 10, STOPPED,   3, -,   nothing",
    "ERROR,    -,              NO_STATE, 10, RUNNING,   3, -,   ERROR - RUNNING",
    "ERROR,    -,              RUNNING,  10, RUNNING,   3, bad, nothing",
    // deleting is no wish; the guest is followed until it is unwanted
    "ACTIVE,   DELETING,       RUNNING,  10, STOPPED,   3, -,   STOPPED DELETING SHUTDOWN",
  })
  void aWantedServer(
      VmState vm,
      String task,
      PowerState power,
      long revision,
      String guest,
      long epoch,
      String fault,
      String expected) {
    Server server = server(vm, task, power, true, false);
    assertThat(text(ServerStates.decide(server, revision, guest(guest, epoch, fault))))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "creating {0} {1} + r{2} {3} -> {4}")
  @CsvSource({
    "false, DELETING,   9,  absent,  nothing",
    "false, DELETING,   10, absent,  gone",
    "false, DELETING,   11, absent,  gone",
    "false, DELETING,   10, STOPPED, nothing",
    "false, DELETING,   10, RUNNING, nothing",
    "true,  DELETING,   10, absent,  nothing",
    "true,  SCHEDULING, 10, absent,  nothing",
    "false, -,          10, absent,  nothing",
  })
  void anUnwantedServer(
      boolean creating, String task, long revision, String guest, String expected) {
    Server server = server(VmState.ACTIVE, task, PowerState.RUNNING, false, creating);
    assertThat(text(ServerStates.decide(server, revision, guest(guest, 3, "-"))))
        .isEqualTo(expected);
  }

  private static Optional<Guest> guest(String state, long epoch, String fault) {
    return state.equals("absent")
        ? Optional.empty()
        : Optional.of(
            new Guest(
                ID,
                GuestState.valueOf(state),
                epoch,
                fault.equals("-") ? Optional.empty() : Optional.of(fault)));
  }

  private static String text(ServerStates.Decision decision) {
    return switch (decision) {
      case ServerStates.Nothing none -> "nothing";
      case ServerStates.Gone gone -> "gone";
      case ServerStates.Change change ->
          change.vm()
              + " "
              + change.task().map(TaskState::name).orElse("-")
              + " "
              + change.power()
              + (change.launched() ? " launched" : "")
              + (change.ends() ? " ends" : "")
              + change.fault().map(why -> " " + why).orElse("");
    };
  }

  private static Server server(
      VmState vm, String task, PowerState power, boolean wanted, boolean creating) {
    return new Server(
        ID,
        new ProjectId("p"),
        new UserId("u"),
        "web",
        Optional.empty(),
        new Server.Boot(
            "web",
            new ImageRef(new ImageId("i"), "qcow2", 1, "00"),
            new Flavor("1", "m1.tiny", 128, 1, 1, true, Optional.empty(), Map.of()),
            Optional.empty(),
            Optional.empty(),
            false,
            "MANUAL",
            "r-1",
            0,
            new Server.Nics(List.of(), List.of(), List.of()),
            PlacementWish.NONE),
        Map.of(),
        new Server.State(
            vm,
            task.equals("-") ? Optional.empty() : Optional.of(TaskState.valueOf(task)),
            power,
            Optional.empty()),
        new Server.Placement(
            Optional.of(new HostName("host1")),
            creating,
            wanted,
            new PowerWish(3, PowerWish.Action.RUN),
            10,
            false),
        Server.Lock.NONE,
        new Server.Address("", ""),
        new Server.Moments(Instant.EPOCH, Instant.EPOCH, Optional.empty(), Optional.empty()));
  }
}
