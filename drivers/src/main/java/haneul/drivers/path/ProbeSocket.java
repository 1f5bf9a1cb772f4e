package haneul.drivers.path;

import haneul.base.host.PathProbe;
import haneul.drivers.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;

/**
 * A UDP socket to another host's probe port, for one thread, with what the JDK's have not: it never
 * lets a packet be taken apart and sends it whatever the kernel believes of the path
 * (IP_PMTUDISC_PROBE), says how many hops it may go (IP_TTL), and hears who complained of it
 * (IP_RECVERR): ip(7).
 */
final class ProbeSocket implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int IPPROTO_IP = 0;
  private static final int IP_TTL = 2;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_RECVERR = 11;
  private static final int IP_PMTUDISC_PROBE = 3;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_ERRQUEUE = 0x2000;
  private static final short POLLIN = 1;

  private static final int ADDRESS_BYTES = 16;
  private static final int ADDRESS_OF_IPV4 = 4;
  private static final int MOST_BYTES = 65_535;

  /** struct msghdr, and where in it what is. */
  private static final int MESSAGE_BYTES = 56;

  private static final int MESSAGE_PARTS = 16;
  private static final int MESSAGE_PARTS_COUNT = 24;
  private static final int MESSAGE_CONTROL = 32;
  private static final int MESSAGE_CONTROL_BYTES = 40;

  private static final int CONTROL_BYTES = 512;

  /** struct cmsghdr with struct sock_extended_err after it, and then the complainer's address. */
  private static final int CONTROL_LEVEL = 8;

  private static final int CONTROL_TYPE = 12;
  private static final int ERROR_ORIGIN = 20;
  private static final int ERROR_TYPE = 21;
  private static final int ERROR_CODE = 22;
  private static final int ERROR_INFO = 24;
  private static final int COMPLAINER = 32;
  private static final int COMPLAINT_BYTES = COMPLAINER + ADDRESS_BYTES;
  private static final int ORIGIN_HERE = 1;
  private static final int ORIGIN_ICMP = 2;

  private static final int SEND_TRIES = 16;

  private final Arena arena = Arena.ofConfined();
  private final SocketCalls calls = new SocketCalls(arena);
  private final MemorySegment bytes = arena.allocate(MOST_BYTES);
  private final MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
  private final MemorySegment message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
  private final MemorySegment waiting = arena.allocate(8, Integer.BYTES);
  private final MemorySegment option = arena.allocate(INT);
  private final Queue<Complaint> heard = new ArrayDeque<>();
  private final int descriptor;

  /** What came back. */
  sealed interface Arrival {}

  /** From the other host. */
  record Answer(byte[] datagram) implements Arrival {}

  /**
   * An ICMP message.
   *
   * @param mtuBytes that its sender can pass on, when it says so
   * @param quoted the beginning of the datagram that it is about; may be empty
   */
  record Complaint(int type, int code, String from, int mtuBytes, byte[] quoted)
      implements Arrival {
    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int TIME_EXCEEDED = 11;

    boolean tooLarge() {
      return type == UNREACHABLE && code == FRAGMENTATION_NEEDED;
    }

    boolean farEnough() {
      return type == TIME_EXCEEDED;
    }
  }

  /** Connected, so that only what comes from there, or is about what went there, is heard. */
  ProbeSocket(String local, String peer) throws IOException {
    descriptor = calls.socket(AF_INET, SOCK_DGRAM_CLOEXEC);
    try {
      set(IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
      set(IP_RECVERR, 1);
      calls.bind(descriptor, address(local, 0), ADDRESS_BYTES);
      calls.connect(descriptor, address(peer, PathProbe.PORT), ADDRESS_BYTES);
    } catch (IOException e) {
      close();
      throw e;
    }
    MemorySegment part = arena.allocate(2L * Long.BYTES, Long.BYTES);
    part.set(ValueLayout.ADDRESS, 0, bytes);
    part.set(LONG, Long.BYTES, MOST_BYTES);
    message.set(ValueLayout.ADDRESS, MESSAGE_PARTS, part);
    message.set(LONG, MESSAGE_PARTS_COUNT, 1);
    message.set(ValueLayout.ADDRESS, MESSAGE_CONTROL, control);
    waiting.set(INT, 0, descriptor);
    waiting.set(SHORT, Integer.BYTES, POLLIN);
  }

  private void set(int name, int value) throws IOException {
    option.set(INT, 0, value);
    calls.setOption(descriptor, IPPROTO_IP, name, option, Integer.BYTES);
  }

  private MemorySegment address(String text, int port) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
    address.set(SHORT, 0, (short) AF_INET);
    address.set(SHORT, 2, Short.reverseBytes((short) port));
    byte[] four = InetAddress.ofLiteral(text).getAddress();
    MemorySegment.copy(four, 0, address, BYTE, ADDRESS_OF_IPV4, four.length);
    return address;
  }

  /** How many hops packets may go from now on. */
  void reach(int hops) throws IOException {
    set(IP_TTL, hops);
  }

  /** Sends a datagram; false when this host's own card does not let out one of its size. */
  boolean send(byte[] datagram) throws IOException {
    for (int attempt = 0; attempt < SEND_TRIES; attempt++) {
      // A complaint of an earlier packet is told as an error of this one, which was not sent.
      hear();
      MemorySegment.copy(datagram, 0, bytes, BYTE, 0, datagram.length);
      int error = calls.send(descriptor, bytes, datagram.length);
      switch (error) {
        case 0, SocketCalls.ENOBUFS -> {
          return true; // what a full queue lost is sent again, as what got lost on the way
        }
        case SocketCalls.EMSGSIZE -> {
          if (hear()) {
            return false;
          }
        }
        case SocketCalls.EPERM ->
            throw new IOException(
                "a firewall of this host lets nothing out to UDP port " + PathProbe.PORT);
        default -> {}
      }
    }
    return true; // where nothing but complaints comes back, packets are lost
  }

  /** Takes in what others complained of; whether this host itself did, of a packet too large. */
  private boolean hear() throws IOException {
    boolean here = false;
    while (true) {
      int read = read(MSG_ERRQUEUE);
      if (read < 0) {
        return here;
      }
      boolean whole =
          message.get(LONG, MESSAGE_CONTROL_BYTES) >= COMPLAINT_BYTES
              && control.get(INT, CONTROL_LEVEL) == IPPROTO_IP
              && control.get(INT, CONTROL_TYPE) == IP_RECVERR;
      int origin = whole ? control.get(BYTE, ERROR_ORIGIN) : 0;
      here |= origin == ORIGIN_HERE;
      if (origin == ORIGIN_ICMP) {
        byte[] from = control.asSlice(COMPLAINER + ADDRESS_OF_IPV4, 4).toArray(BYTE);
        heard.add(
            new Complaint(
                Byte.toUnsignedInt(control.get(BYTE, ERROR_TYPE)),
                Byte.toUnsignedInt(control.get(BYTE, ERROR_CODE)),
                InetAddress.getByAddress(from).getHostAddress(),
                control.get(INT, ERROR_INFO),
                datagram(read)));
      }
    }
  }

  private byte[] datagram(int length) {
    return Arrays.copyOf(bytes.asSlice(0, length).toArray(BYTE), length);
  }

  /** A datagram, or the one that a complaint is about; a negative number when there is none. */
  private int read(int flags) throws IOException {
    message.set(LONG, MESSAGE_CONTROL_BYTES, CONTROL_BYTES);
    return calls.receive(descriptor, message, flags | MSG_DONTWAIT);
  }

  /** The next that comes back within a time; nothing else comes in any order that matters. */
  Optional<Arrival> receive(long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (true) {
      hear();
      Complaint complaint = heard.poll();
      if (complaint != null) {
        return Optional.of(complaint);
      }
      int read = read(0);
      if (read >= 0) {
        return Optional.of(new Answer(datagram(read)));
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      calls.poll(waiting, (int) left);
    }
  }

  @Override
  public void close() {
    calls.close(descriptor);
    arena.close();
  }
}
