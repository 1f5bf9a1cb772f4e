package haneul.drivers.fake;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNic;
import haneul.base.id.ServerId;
import haneul.drivers.fake.FakeHypervisor.FakeGuest;
import haneul.drivers.spi.GuestDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Guests that are a few fields each: for thousands of them, and for tests of what drives them. It
 * keeps the promises of {@link GuestDriver} that the contract suite checks.
 */
public final class FakeGuestDriver implements GuestDriver {
  private final FakeHypervisor hypervisor;
  private final Set<Runnable> mine = ConcurrentHashMap.newKeySet();

  public FakeGuestDriver(FakeHypervisor hypervisor) {
    this.hypervisor = hypervisor;
  }

  @Override
  public Fingerprint fingerprint() {
    return new Fingerprint("fake", "1.0", "none", "none");
  }

  @Override
  public Map<ServerId, Observed> guests() {
    return hypervisor.guests().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, guest -> observed(guest.getValue())));
  }

  private static Observed observed(FakeGuest guest) {
    synchronized (guest) {
      return new Observed(guest.state, guest.powerEpoch);
    }
  }

  @Override
  public void prepare(WantedGuest guest, Path image) throws IOException {
    if (!hypervisor.guests().containsKey(guest.id()) && !Files.isReadable(image)) {
      throw new IOException("cannot read the image " + image);
    }
    hypervisor.guests().computeIfAbsent(guest.id(), _ -> new FakeGuest());
  }

  @Override
  public void start(WantedGuest wanted, Map<String, String> taps) throws IOException {
    for (WantedNic nic : wanted.nics()) {
      if (!taps.containsKey(nic.port().value())) {
        throw new IllegalArgumentException("port " + nic.port().value() + " has no tap device");
      }
    }
    FakeGuest guest = known(wanted.id());
    synchronized (guest) {
      if (isUp(guest)) {
        return;
      }
      if (hypervisor.refusesStart(wanted.id())) {
        guest.state = GuestState.STOPPED;
        throw new IOException("the fake engine was told to refuse");
      }
      guest.state = GuestState.RUNNING;
      guest.starts++;
      guest.console.append("hello\n");
    }
    hypervisor.changed();
  }

  @Override
  public void stop(ServerId id, Duration patience) throws IOException, InterruptedException {
    FakeGuest guest = known(id);
    synchronized (guest) {
      if (hypervisor.isDeaf(id)) {
        awaitDown(guest, patience);
      }
      guest.state = GuestState.STOPPED;
    }
    hypervisor.changed();
  }

  @Override
  public boolean rebootSoft(ServerId id, Duration patience)
      throws IOException, InterruptedException {
    FakeGuest guest = known(id);
    synchronized (guest) {
      if (!isUp(guest)) {
        return false;
      }
      if (hypervisor.isDeaf(id)) {
        awaitDown(guest, patience);
        return false;
      }
      guest.starts++;
      return true;
    }
  }

  @Override
  public void recordPowerEpoch(ServerId id, long epoch) throws IOException {
    FakeGuest guest = known(id);
    synchronized (guest) {
      guest.powerEpoch = epoch;
    }
    hypervisor.changed();
  }

  @Override
  public void destroy(ServerId id) {
    if (hypervisor.guests().remove(id) != null) {
      hypervisor.changed();
    }
  }

  @Override
  public String consoleTail(ServerId id, int maxBytes) throws IOException {
    FakeGuest guest = known(id);
    synchronized (guest) {
      return guest.console.substring(Math.max(0, guest.console.length() - maxBytes));
    }
  }

  @Override
  public void onChange(Runnable listener) {
    mine.add(listener);
    hypervisor.listen(listener);
  }

  @Override
  public void close() {
    hypervisor.forget(mine);
  }

  private FakeGuest known(ServerId id) throws IOException {
    FakeGuest guest = hypervisor.guests().get(id);
    if (guest == null) {
      throw new IOException("there is no guest " + id + " on this host");
    }
    return guest;
  }

  private static boolean isUp(FakeGuest guest) {
    return guest.state == GuestState.RUNNING || guest.state == GuestState.PAUSED;
  }

  private static void awaitDown(FakeGuest guest, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toMillis();
        left > 0 && isUp(guest);
        left = (deadline - System.nanoTime()) / 1_000_000) {
      guest.wait(left);
    }
  }
}
