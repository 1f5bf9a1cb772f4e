package haneul.drivers.path;

import static haneul.base.host.PathProbe.SMALL_BYTES;

import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Hop;
import haneul.base.host.PathProbe.Measured;
import haneul.base.host.PathProbe.Told;
import haneul.base.host.PathProbe.Way;
import haneul.drivers.path.ProbeSocket.Answer;
import haneul.drivers.path.ProbeSocket.Arrival;
import haneul.drivers.path.ProbeSocket.Complaint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures one way: does a small packet arrive · does one of the needed size · which is the largest
 * that does · how far do those get that are lost. A packet arrived when the other host answered it;
 * routers' complaints are heard for the names of hops only.
 *
 * <p>A hop is named by a packet that may go only so far: whoever has it then says so. The last one
 * to say so of a large packet had it, and the next did not get it. Routers say so a few times at
 * once and then once a second, to each who asks.
 */
final class PathMeter {
  private static final int TRIES = 5;
  private static final int HOP_TRIES = 3;
  private static final int MOST_HOPS = 30;
  private static final int MOST_SILENT_HOPS = 3;
  private static final int FAR = 64;
  private static final Duration FIRST_WAIT = Duration.ofMillis(700);
  private static final Duration LEAST_WAIT = Duration.ofMillis(50);
  private static final Duration TRACE_LIMIT = Duration.ofSeconds(15);
  private static final Duration HOP_WAIT = Duration.ofMillis(200);

  /** Until a router that said enough says more. */
  private static final Duration SILENCE = Duration.ofMillis(1_100);

  private final ProbeSocket socket;
  private final Card card;
  private final Way way;
  private final ProbePacket packet;
  private Duration wait = FIRST_WAIT;
  private int number;
  private @Nullable Told told;

  PathMeter(ProbeSocket socket, Card card, Way way) {
    this.socket = socket;
    this.card = card;
    this.way = way;
    this.packet = new ProbePacket(way.key());
  }

  Measured measure() throws IOException {
    int most = Math.min(way.bytes(), card.mtuBytes());
    if (!arrives(SMALL_BYTES)) {
      wait = HOP_WAIT; // nobody knows how long answers take here
      return measured(0, trace(SMALL_BYTES));
    }
    if (arrives(most)) {
      return measured(most, List.of());
    }
    int largest = largest(most);
    return measured(largest, trace(largest + 1));
  }

  private Measured measured(int largest, List<Hop> hops) {
    return new Measured(card, largest, hops, Optional.ofNullable(told));
  }

  /** An answer that took so long lets the next ones take three times that. */
  private static Duration after(Duration roundTrip) {
    Duration patience = roundTrip.multipliedBy(3).plus(LEAST_WAIT);
    return patience.compareTo(FIRST_WAIT) > 0 ? FIRST_WAIT : patience;
  }

  /**
   * @param lost a size that does not arrive
   */
  private int largest(int lost) throws IOException {
    int low = SMALL_BYTES;
    int high = lost;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (arrives(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a packet of a size arrives, within some tries: one can be lost by chance. */
  private boolean arrives(int bytes) throws IOException {
    int first = number + 1;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (!send(bytes, FAR)) {
        return false;
      }
      long sent = System.nanoTime();
      if (await(wait, first) instanceof Answer) {
        wait = after(Duration.ofNanos(System.nanoTime() - sent));
        return true;
      }
    }
    return false;
  }

  /**
   * The hops up to the one that large packets do not reach, or to the other host.
   *
   * @param bytes a size that gets lost
   */
  private List<Hop> trace(int bytes) throws IOException {
    List<Hop> hops = new ArrayList<>();
    int silent = 0;
    // Where nothing arrives, some silent hops are the end; else the other host is.
    int mostSilent = bytes == SMALL_BYTES ? MOST_SILENT_HOPS : MOST_HOPS;
    long end = System.nanoTime() + TRACE_LIMIT.toNanos();
    while (hops.size() < MOST_HOPS && silent < mostSilent && System.nanoTime() < end) {
      int reach = hops.size() + 1;
      Optional<Arrival> small = ask(SMALL_BYTES, reach, Duration.ZERO);
      if (small.isPresent() && small.get() instanceof Complaint router) {
        silent = 0;
        // Silence must be that of a large packet, not that of a router that has said enough.
        boolean large = bytes == SMALL_BYTES || ask(bytes, reach, SILENCE).isPresent();
        hops.add(new Hop(router.from(), large));
        if (!large) {
          return hops;
        }
      } else if (small.isPresent()) {
        hops.add(new Hop(way.peer(), false));
        return hops;
      } else {
        silent++;
        hops.add(new Hop("", false));
      }
    }
    return hops;
  }

  /**
   * Who has a packet after so many hops.
   *
   * @param pause before the last try
   */
  private Optional<Arrival> ask(int bytes, int reach, Duration pause) throws IOException {
    int first = number + 1;
    for (int attempt = 1; attempt <= HOP_TRIES; attempt++) {
      if (attempt == HOP_TRIES) {
        sleep(pause);
      }
      if (!send(bytes, reach)) {
        return Optional.empty();
      }
      Duration patience = wait.compareTo(HOP_WAIT) > 0 ? wait : HOP_WAIT;
      Arrival arrival = await(patience, first);
      if (arrival != null) {
        return Optional.of(arrival);
      }
    }
    return Optional.empty();
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while measuring");
    }
  }

  private boolean send(int bytes, int reach) throws IOException {
    number++;
    socket.reach(reach);
    return socket.send(packet.of(number, bytes));
  }

  /**
   * The other host's answer, or a router that says that a packet has come as far as it may; null
   * when the time is over.
   *
   * @param first the earliest probe that it may be about
   */
  private @Nullable Arrival await(Duration patience, int first) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = (end - System.nanoTime()) / 1_000_000;
      Optional<Arrival> arrival = left < 0 ? Optional.empty() : socket.receive(left);
      if (arrival.isEmpty()) {
        return null;
      }
      switch (arrival.get()) {
        case Answer answer -> {
          if (packet.number(answer.datagram()).orElse(0) >= first) {
            return answer;
          }
        }
        case Complaint complaint -> {
          if (complaint.tooLarge()) {
            told = new Told(complaint.from(), complaint.mtuBytes());
          }
          if (complaint.farEnough() && isAbout(complaint, first)) {
            return complaint;
          }
        }
      }
    }
  }

  /** A router need not quote more than the headers of what it complains about. */
  private boolean isAbout(Complaint complaint, int first) {
    return complaint.quoted().length < ProbePacket.BYTES
        || packet.number(complaint.quoted()).orElse(0) >= first;
  }
}
