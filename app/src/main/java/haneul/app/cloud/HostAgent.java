package haneul.app.cloud;

import haneul.agent.Agent;
import haneul.agent.Duties;
import haneul.agent.TunnelEnd;
import haneul.agent.link.HostIdentity;
import haneul.agent.link.RemoteLink;
import haneul.base.id.HostName;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import haneul.platform.log.Logging;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** A host of a cloud whose control is elsewhere: drivers, the agent over them, and the link. */
public final class HostAgent implements AutoCloseable {
  /** The beginning of the line that says that all is there. */
  public static final String READY = "Haneul's agent is up: ";

  private static final System.Logger LOG = System.getLogger(HostAgent.class.getName());

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private HostAgent() {}

  /** Starts it; control need not answer yet. */
  public static HostAgent start(StateDirectory state, URI control, HostIdentity identity)
      throws IOException {
    Logging.toDirectory(state.logs());
    HostAgent agent = new HostAgent();
    try {
      agent.assemble(state, control, identity);
      return agent;
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the agent cannot start", e);
      agent.close();
      throw e;
    }
  }

  private void assemble(StateDirectory state, URI control, HostIdentity identity)
      throws IOException {
    Clock clock = Clock.systemUTC();
    RemoteLink link = part(new RemoteLink(control, identity, state.hostIdentity(), clock));
    GuestDriver guests = part(Engines.REAL.guests(state));
    NetworkDriver networks = part(Engines.REAL.networks(state, state.physicalNetworks()));
    Agent agent =
        part(
            new Agent(
                new HostName(identity.host()),
                link,
                guests,
                networks,
                new Duties(state.roles(), tunnelEnd(state, control)),
                state.agent(),
                clock));
    agent.start();
    Thread answering =
        Thread.ofVirtual()
            .name("link questions")
            .start(() -> {
              try {
                link.answerAll(agent.questions());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    parts.push(answering::interrupt);
  }

  private static TunnelEnd tunnelEnd(StateDirectory state, URI control) {
    return state
        .tunnelAddress()
        .map(address -> TunnelEnd.at(InetAddress.ofLiteral(address)))
        .orElseGet(() -> TunnelEnd.towards(control.getHost(), control.getPort()));
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  /** Stops in the reverse order of the start. Guests and networks run on. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.ERROR, "a part of the agent did not stop", e);
      }
    }
  }
}
