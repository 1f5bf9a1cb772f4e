package haneul.services.network.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a network's packets are told from those of others between hosts.
 *
 * @param physicalNetwork of flat and VLAN networks only
 * @param id the VLAN, the VNI or GRE's key; none of local and flat networks
 */
public record Segment(Kind kind, Optional<String> physicalNetwork, OptionalLong id) {
  /** A network of one host. */
  public static final Segment LOCAL =
      new Segment(Kind.LOCAL, Optional.empty(), OptionalLong.empty());

  /** The kinds, as Neutron names them. */
  public enum Kind {
    LOCAL(0, 0),
    FLAT(0, 0),
    VLAN(0, 4094),
    /** Outer IPv4, UDP and VXLAN headers, and the inner Ethernet header. */
    VXLAN(50, (1L << 24) - 1),
    /** Outer IPv4 header, GRE with a key, and the inner Ethernet header. */
    GRE(42, (1L << 32) - 1);

    private final int overheadBytes;
    private final long lastId;

    Kind(int overheadBytes, long lastId) {
      this.overheadBytes = overheadBytes;
      this.lastId = lastId;
    }

    /** What it takes of the underlay's MTU. */
    public int overheadBytes() {
      return overheadBytes;
    }

    /** The highest id; the lowest is 1. */
    public long lastId() {
      return lastId;
    }

    /** As the API writes it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that the API writes so. */
    public static Optional<Kind> parse(String text) {
      return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
  }
}
