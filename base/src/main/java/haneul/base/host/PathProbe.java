package haneul.base.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Measuring what the underlay carries from one host to another. Sizes are of whole IPv4 packets, in
 * bytes. Small ones are answered by the other host's agent: what counts is that a packet arrived,
 * never that nobody complained.
 */
public final class PathProbe {
  /** The UDP port on which a host answers, while a check runs. */
  public static final int PORT = 5001;

  /** What every IPv4 link carries. */
  public static final int SMALL_BYTES = 68;

  /** Other hosts that one host answers. */
  public static final int MOST_PEERS = 1_000;

  /** How long a host can be told to answer. */
  public static final int MOST_SECONDS = 900;

  private static final int MOST_BYTES = 65_535;
  private static final int MOST_HOPS = 64;
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

  private PathProbe() {}

  /** What control and a host say to each other about it. */
  public sealed interface Message {}

  /**
   * What a host shall answer.
   *
   * @param key 32 hexadecimal digits, new for each check; a packet without it gets no answer
   * @param peers addresses to answer, IPv4; none ends it
   * @param seconds after which it ends by itself
   */
  public record Listen(String key, List<String> peers, int seconds) implements Message {
    public Listen {
      checkKey(key);
      peers = List.copyOf(peers);
      peers.forEach(PathProbe::checkAddress);
      require(peers.size() <= MOST_PEERS, "peers: " + peers.size());
      require(seconds >= 0 && seconds <= MOST_SECONDS, "seconds: " + seconds);
    }

    /** Ends what was begun. */
    public static Listen end(String key) {
      return new Listen(key, List.of(), 0);
    }

    @Override
    public String toString() {
      return "Listen[" + peers.size() + " peers, " + seconds + " s]"; // the key is a secret
    }
  }

  /**
   * One way to measure.
   *
   * @param peer where the other host answers, IPv4
   * @param bytes what it should carry
   */
  public record Way(String key, String peer, int bytes) implements Message {
    public Way {
      checkKey(key);
      checkAddress(peer);
      require(bytes >= SMALL_BYTES && bytes <= MOST_BYTES, "bytes: " + bytes);
    }

    @Override
    public String toString() {
      return "Way[" + peer + ", " + bytes + "]";
    }
  }

  /**
   * The device that a host's packets leave by.
   *
   * @param mtuBytes as it is set
   */
  public record Card(String device, int mtuBytes) implements Message {
    public Card {
      require(mtuBytes >= SMALL_BYTES && mtuBytes <= MOST_BYTES + 1, "MTU: " + mtuBytes);
    }
  }

  /**
   * What came of it.
   *
   * @param card of the sending host
   * @param largestBytes what arrived; 0 when nothing did
   * @param hops the way there, as far as it was looked at; none when it carries what it should
   * @param told by a router that said, before it dropped a packet, what it could pass on
   */
  public record Measured(Card card, int largestBytes, List<Hop> hops, Optional<Told> told)
      implements Message {
    public Measured {
      hops = List.copyOf(hops);
      require(largestBytes >= 0 && largestBytes <= MOST_BYTES, "bytes: " + largestBytes);
      require(hops.size() <= MOST_HOPS, "hops: " + hops.size());
    }
  }

  /**
   * A router on the way, or the other host at its end.
   *
   * @param address empty when it does not say who it is
   * @param large whether a packet of the size that gets lost came as far as this
   */
  public record Hop(String address, boolean large) {
    public Hop {
      if (!address.isEmpty()) {
        checkAddress(address);
      }
    }
  }

  /** What a router said. */
  public record Told(String address, int mtuBytes) {
    public Told {
      checkAddress(address);
    }
  }

  private static void checkKey(String key) {
    require(KEY.matcher(key).matches(), "the key is not 32 hexadecimal digits");
  }

  private static void checkAddress(String text) {
    require(InetAddress.ofLiteral(text) instanceof Inet4Address, "not an IPv4 address: " + text);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
