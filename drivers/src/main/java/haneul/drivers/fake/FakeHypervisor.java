package haneul.drivers.fake;

import haneul.base.host.HostReport.GuestState;
import haneul.base.id.ServerId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The engine below {@link FakeGuestDriver}: it keeps its guests when a driver is closed and another
 * one opened over it. The methods here are what guests and the world do by themselves.
 */
public final class FakeHypervisor {
  private static final int CONSOLE_MAX_CHARS = 64 * 1024;

  private final Map<ServerId, FakeGuest> guests = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Set<ServerId> refusing = ConcurrentHashMap.newKeySet();
  private final Set<ServerId> deaf = ConcurrentHashMap.newKeySet();

  /** A guest; guarded by itself. */
  static final class FakeGuest {
    GuestState state = GuestState.PREPARING;
    long powerEpoch;
    int starts;
    final StringBuilder console = new StringBuilder();
  }

  /** The guest shuts itself down. */
  public void shutDownFromInside(ServerId id) {
    end(id, GuestState.STOPPED);
  }

  /** The guest's engine dies. */
  public void crash(ServerId id) {
    end(id, GuestState.CRASHED);
  }

  /** From now on the guest does not heed its power button. */
  public void ignorePowerButton(ServerId id) {
    deaf.add(id);
  }

  /** From now on starting the guest fails; {@code false} lets it succeed again. */
  public void refuseStart(ServerId id, boolean refuse) {
    if (refuse) {
      refusing.add(id);
    } else {
      refusing.remove(id);
    }
  }

  /** How often the guest was started or restarted. */
  public int starts(ServerId id) {
    FakeGuest guest = guests.get(id);
    if (guest == null) {
      return 0;
    }
    synchronized (guest) {
      return guest.starts;
    }
  }

  /** The guest writes to its console. */
  public void say(ServerId id, String text) {
    FakeGuest guest = guests.get(id);
    if (guest != null) {
      synchronized (guest) {
        guest.console.append(text);
        int tooMany = guest.console.length() - CONSOLE_MAX_CHARS;
        guest.console.delete(0, Math.max(0, tooMany));
      }
    }
  }

  Map<ServerId, FakeGuest> guests() {
    return guests;
  }

  boolean isDeaf(ServerId id) {
    return deaf.contains(id);
  }

  boolean refusesStart(ServerId id) {
    return refusing.contains(id);
  }

  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Set<Runnable> gone) {
    listeners.removeAll(new HashSet<>(gone));
  }

  void changed() {
    listeners.forEach(Runnable::run);
  }

  private void end(ServerId id, GuestState how) {
    FakeGuest guest = guests.get(id);
    if (guest != null) {
      synchronized (guest) {
        if (guest.state == GuestState.RUNNING || guest.state == GuestState.PAUSED) {
          guest.state = how;
        }
        guest.notifyAll();
      }
      changed();
    }
  }
}
