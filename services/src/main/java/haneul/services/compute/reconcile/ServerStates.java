package haneul.services.compute.reconcile;

import haneul.base.host.HostReport.Guest;
import haneul.base.host.HostReport.GuestState;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import java.util.Optional;

/**
 * What a host's report means for a server. Pure. Three rules:
 *
 * <ul>
 *   <li>a report older than the last wish (by revision) says nothing;
 *   <li>while a wish is pending only its end, in success or fault, changes the server;
 *   <li>with nothing pending the server follows its guest: one that went down by itself is stopped.
 * </ul>
 */
public final class ServerStates {
  private ServerStates() {}

  /** What to do about a server. */
  public sealed interface Decision {}

  /** The row is right as it is. */
  public record Nothing() implements Decision {}

  /** Nothing of an unwanted guest is left on its host. */
  public record Gone() implements Decision {}

  /**
   * The row changes.
   *
   * @param launched the guest ran for the first time
   * @param ends the pending action ended
   * @param fault why what was asked could not be done
   */
  public record Change(
      VmState vm,
      Optional<TaskState> task,
      PowerState power,
      boolean launched,
      boolean ends,
      Optional<String> fault)
      implements Decision {}

  private static final Decision NOTHING = new Nothing();

  /**
   * @param revision the report's
   * @param guest what the report says of this server; empty when it does not list it
   */
  public static Decision decide(Server server, long revision, Optional<Guest> guest) {
    Server.Placement placement = server.placement();
    if (revision < placement.wishRevision()) {
      return NOTHING;
    }
    if (!placement.wanted()) {
      boolean leaving =
          server.state().is(TaskState.DELETING) && !placement.creating() && !placement.gone();
      return leaving && guest.isEmpty() ? new Gone() : NOTHING;
    }
    if (guest.isEmpty()) {
      return NOTHING; // its host will make it; until then there is nothing to say
    }
    boolean performed = guest.get().powerEpoch() >= placement.wish().epoch();
    if (!performed) {
      return NOTHING; // a fault of an earlier wish says nothing about this one
    }
    if (!pending(server)) {
      return followed(server, guest.get());
    }
    return guest
        .get()
        .fault()
        .map(why -> failed(server, guest.get(), why))
        .orElseGet(() -> performed(server, guest.get()));
  }

  /** Whether a wish of its owner's is being performed; deleting is not one. */
  private static boolean pending(Server server) {
    return server.state().task().filter(task -> task != TaskState.DELETING).isPresent();
  }

  private static Decision failed(Server server, Guest guest, String why) {
    VmState vm = server.state().vm() == VmState.BUILDING ? VmState.ERROR : server.state().vm();
    PowerState power = power(guest.state()).orElse(server.state().power());
    if (vm != VmState.ERROR) {
      vm = settled(guest.state()).orElse(vm);
    }
    return new Change(vm, Optional.empty(), power, false, true, Optional.of(why));
  }

  private static Decision performed(Server server, Guest guest) {
    Optional<VmState> vm = settled(guest.state());
    if (vm.isEmpty()) {
      return NOTHING; // still preparing
    }
    return new Change(
        vm.get(),
        Optional.empty(),
        power(guest.state()).orElse(PowerState.NO_STATE),
        server.moments().launched().isEmpty(),
        true,
        Optional.empty());
  }

  private static Decision followed(Server server, Guest guest) {
    Server.State state = server.state();
    Optional<PowerState> power = power(guest.state());
    if (power.isEmpty()) {
      return NOTHING;
    }
    VmState vm =
        state.vm() == VmState.ERROR ? VmState.ERROR : settled(guest.state()).orElse(state.vm());
    if (vm == state.vm() && power.get() == state.power()) {
      return NOTHING;
    }
    return new Change(vm, state.task(), power.get(), false, false, Optional.empty());
  }

  private static Optional<VmState> settled(GuestState guest) {
    return switch (guest) {
      case RUNNING, PAUSED -> Optional.of(VmState.ACTIVE);
      case STOPPED, CRASHED -> Optional.of(VmState.STOPPED);
      case PREPARING -> Optional.empty();
    };
  }

  private static Optional<PowerState> power(GuestState guest) {
    return switch (guest) {
      case RUNNING -> Optional.of(PowerState.RUNNING);
      case PAUSED -> Optional.of(PowerState.PAUSED);
      case STOPPED -> Optional.of(PowerState.SHUTDOWN);
      case CRASHED -> Optional.of(PowerState.CRASHED);
      case PREPARING -> Optional.empty();
    };
  }
}
