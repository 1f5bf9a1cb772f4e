package haneul.agent;

import haneul.base.host.HostQuestions;
import haneul.base.host.HostReport.Underlay;
import haneul.base.host.PathProbe;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** What this host answers to control's questions. */
record Answers(GuestDriver guests, NetworkDriver network, TunnelEnd tunnelEnd, Semaphore measuring)
    implements HostQuestions {
  private static final int MEASURED_AT_ONCE = 4;

  Answers(GuestDriver guests, NetworkDriver network, TunnelEnd tunnelEnd) {
    this(guests, network, tunnelEnd, new Semaphore(MEASURED_AT_ONCE));
  }

  @Override
  public String consoleTail(ServerId server, int maxBytes) throws IOException {
    return guests.consoleTail(server, maxBytes);
  }

  @Override
  public PathProbe.Card answerProbes(PathProbe.Listen listen) throws IOException {
    return network.answerProbes(local(), listen);
  }

  @Override
  public PathProbe.Measured measure(PathProbe.Way way) throws IOException {
    if (!measuring.tryAcquire()) {
      throw new IOException("it measures " + MEASURED_AT_ONCE + " paths already");
    }
    try {
      return network.measure(local(), way);
    } finally {
      measuring.release();
    }
  }

  private String local() throws IOException {
    return tunnelEnd
        .find()
        .map(Underlay::address)
        .orElseThrow(() -> new IOException("no tunnel leads to this host"));
  }
}
