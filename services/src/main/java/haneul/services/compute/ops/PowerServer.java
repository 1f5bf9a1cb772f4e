package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.platform.auth.Caller;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerAction;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.store.ComputeStore;
import java.time.InstantSource;

/**
 * Start, stop and reboot: each is one new wish to the host, with a higher epoch. The host's report
 * ends it ({@code ServerStates}).
 */
public final class PowerServer {
  private final ComputeStore store;
  private final Hosts hosts;
  private final InstantSource clock;

  public PowerServer(ComputeStore store, Hosts hosts, InstantSource clock) {
    this.store = store;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** What may be asked, in which vm states, and what is shown meanwhile. */
  public enum Power {
    START("start", TaskState.POWERING_ON, PowerWish.Action.RUN, ServerAction.Kind.START),
    STOP("stop", TaskState.POWERING_OFF, PowerWish.Action.STOP, ServerAction.Kind.STOP),
    REBOOT_SOFT(
        "reboot", TaskState.REBOOTING, PowerWish.Action.REBOOT_SOFT, ServerAction.Kind.REBOOT),
    REBOOT_HARD(
        "reboot", TaskState.REBOOTING_HARD, PowerWish.Action.REBOOT_HARD, ServerAction.Kind.REBOOT);

    private final String word;
    private final TaskState task;
    private final PowerWish.Action action;
    private final ServerAction.Kind kind;

    Power(String word, TaskState task, PowerWish.Action action, ServerAction.Kind kind) {
      this.word = word;
      this.task = task;
      this.action = action;
      this.kind = kind;
    }

    private boolean possibleIn(VmState vm) {
      return switch (this) {
        case START -> vm == VmState.STOPPED;
        case STOP -> vm == VmState.ACTIVE || vm == VmState.ERROR;
        case REBOOT_SOFT -> vm == VmState.ACTIVE;
        case REBOOT_HARD -> vm == VmState.ACTIVE || vm == VmState.STOPPED || vm == VmState.ERROR;
      };
    }
  }

  /** Asks it of the server's host. */
  public void ask(Tx tx, Caller caller, String requestId, String id, Power power) {
    Server server = ServerLookup.findUnlocked(tx, store.servers(), caller, id);
    if (!power.possibleIn(server.state().vm())) {
      throw ServerLookup.cannot(power.word, server, "vm_state", server.state().vm().text());
    }
    boolean harder = power == Power.REBOOT_HARD && server.state().is(TaskState.REBOOTING);
    if (!harder) {
      ServerLookup.requireIdle(power.word, server);
    }
    HostName host =
        server
            .placement()
            .host()
            .filter(name -> server.placement().wanted())
            .orElseThrow(() ->
                CloudException.conflict(
                    "InstanceNotReady", "Instance " + server.id() + " is not ready"));
    PowerWish wish = new PowerWish(server.placement().wish().epoch() + 1, power.action);
    store
        .servers()
        .wish(tx, server.id(), wish, hosts.change(tx, host), power.task, clock.instant());
    store
        .actions()
        .begin(tx, ServerAction.begun(server, requestId, power.kind, caller, clock.instant()));
  }
}
