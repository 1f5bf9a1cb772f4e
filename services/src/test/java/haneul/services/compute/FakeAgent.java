package haneul.services.compute;

import haneul.base.host.HostReport;
import haneul.base.host.HostReport.Guest;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.HostWanted;
import haneul.base.host.PowerWish;
import haneul.base.host.WantedGuest;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.platform.link.AgentLink;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An agent that makes its host what it shall be at once, in memory. */
final class FakeAgent {
  final HostName host;
  final Map<ServerId, Guest> guests = new HashMap<>();
  private final AgentLink link;
  private final HostReport.HostFacts facts;
  private long revision;

  /** When set, wishes fail with it. */
  Optional<String> fault = Optional.empty();

  FakeAgent(AgentLink link, String name, int vcpus, int memoryMebibytes) {
    this.link = link;
    this.host = new HostName(name);
    this.facts =
        new HostReport.HostFacts(
            vcpus, memoryMebibytes, 100, "127.0.0.1", "QEMU", "7.2.22", "qemu64");
  }

  /** Takes in what is wanted, without doing it. */
  HostWanted wanted() {
    try {
      return link.await(host, -1, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does what is wanted and reports. */
  void act() {
    HostWanted wanted = wanted();
    revision = wanted.revision();
    guests.keySet().retainAll(wanted.guests().stream().map(WantedGuest::id).toList());
    for (WantedGuest guest : wanted.guests()) {
      guests.merge(guest.id(), perform(guest), (old, next) -> performed(old, guest) ? old : next);
    }
    report();
  }

  private static boolean performed(Guest old, WantedGuest guest) {
    return old.powerEpoch() >= guest.power().epoch();
  }

  private Guest perform(WantedGuest guest) {
    if (fault.isPresent()) {
      return new Guest(guest.id(), GuestState.STOPPED, guest.power().epoch(), fault);
    }
    boolean stop = guest.power().action() == PowerWish.Action.STOP;
    GuestState state = stop ? GuestState.STOPPED : GuestState.RUNNING;
    return new Guest(guest.id(), state, guest.power().epoch(), Optional.empty());
  }

  /** Reports what is. */
  void report() {
    reportAt(revision);
  }

  /** Reports what is, as taken in at an older revision. */
  void reportAt(long then) {
    link.report(
        new HostReport(
            host, then, Instant.now(), facts, List.copyOf(guests.values()), List.of(), List.of()));
  }

  /** A guest changes by itself. */
  void becomes(ServerId id, GuestState state) {
    guests.computeIfPresent(
        id, (key, old) -> new Guest(id, state, old.powerEpoch(), Optional.empty()));
    report();
  }
}
