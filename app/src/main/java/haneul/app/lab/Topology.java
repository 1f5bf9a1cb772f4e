package haneul.app.lab;

import haneul.tools.console.UserError;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The hosts of a lab. The networks between them are always the same three. */
public record Topology(List<Host> hosts) {
  /** Of all hosts' names. */
  static final String DOMAIN = "stack";

  /** On the external network, belonging to no cloud. */
  static final Host OUTSIDE = new Host("outside", Set.of(), 1, 512);

  private static final int MOST_HOSTS = 32;
  private static final int USUAL_MEBIBYTES = 2048;
  private static final int COMPUTE_MEBIBYTES = 4096;

  /** The seven of the notebook that Haneul began with; it has 10.100.0.8 for glance. */
  public static final Topology SEED =
      new Topology(
          List.of(
              new Host("control", EnumSet.of(Role.CONTROL), 7, USUAL_MEBIBYTES),
              new Host("glance", EnumSet.of(Role.STORAGE), 8, USUAL_MEBIBYTES),
              new Host("network", EnumSet.of(Role.NETWORK), 9, USUAL_MEBIBYTES),
              new Host("network02", EnumSet.of(Role.NETWORK), 10, USUAL_MEBIBYTES),
              new Host("compute01", EnumSet.of(Role.COMPUTE), 11, COMPUTE_MEBIBYTES),
              new Host("compute02", EnumSet.of(Role.COMPUTE), 12, COMPUTE_MEBIBYTES),
              new Host("compute03", EnumSet.of(Role.COMPUTE), 13, COMPUTE_MEBIBYTES)));

  /** What a host does. */
  public enum Role {
    CONTROL,
    COMPUTE,
    NETWORK,
    STORAGE;

    /** As operators write it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A network of the lab: a bridge, and a card of each host that is on it. */
  enum Wire {
    MANAGEMENT("eth0", "10.100.0.", 24),
    TUNNEL("eth1", "10.101.0.", 24),
    EXTERNAL("eth2", "10.200.0.", 16);

    private final String card;
    private final String prefix;
    private final int bits;

    Wire(String card, String prefix, int bits) {
      this.card = card;
      this.prefix = prefix;
      this.bits = bits;
    }

    /** The host's device on it. */
    String card() {
      return card;
    }

    String bridge() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The switch's end of a host's card. */
    String port(Host host) {
      return bridge().charAt(0) + Integer.toString(host.number());
    }

    String address(Host host) {
      return prefix + host.number();
    }

    String addressWithPrefix(Host host) {
      return address(host) + "/" + bits;
    }

    /** The same whenever the host is switched on. */
    String mac(Host host) {
      return "02:68:6c:62:%02x:%02x".formatted((int) bridge().charAt(0), host.number());
    }
  }

  /**
   * @param number the last part of its addresses
   * @param memoryMebibytes what it believes to have
   */
  public record Host(String name, Set<Role> roles, int number, int memoryMebibytes) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Set<String> TAKEN = Set.of("outside", "switch", "localhost");

    public Host {
      roles = Collections.unmodifiableSet(roles);
    }

    boolean is(Role role) {
      return roles.contains(role);
    }

    private boolean isOutside() {
      return roles.isEmpty();
    }

    /** Where others reach it. */
    public String address() {
      return (isOutside() ? Wire.EXTERNAL : Wire.MANAGEMENT).address(this);
    }

    Set<Wire> wires() {
      if (isOutside()) {
        return EnumSet.of(Wire.EXTERNAL);
      }
      return reachesOutside()
          ? EnumSet.allOf(Wire.class)
          : EnumSet.of(Wire.MANAGEMENT, Wire.TUNNEL);
    }

    /** Whether its cloud's networks can be on the external network. */
    boolean reachesOutside() {
      return is(Role.NETWORK) || is(Role.COMPUTE);
    }

    /** Whether the card on the wire has an address; a cloud's host's outer one is the cloud's. */
    boolean addressed(Wire wire) {
      return wire != Wire.EXTERNAL || isOutside();
    }
  }

  public Topology {
    hosts = List.copyOf(hosts);
    if (hosts.size() < 2 || hosts.size() > MOST_HOSTS) {
      throw new UserError("a lab has 2 to " + MOST_HOSTS + " hosts, not " + hosts.size() + ".");
    }
    Set<Object> seen = new HashSet<>();
    for (Host host : hosts) {
      if (!Host.NAME.matcher(host.name()).matches() || Host.TAKEN.contains(host.name())) {
        throw new UserError(
            "a host cannot have the name "
                + host.name()
                + "; up to 31 of a-z, 0-9 and - can be one, other than "
                + String.join(", ", Host.TAKEN.stream().sorted().toList())
                + ".");
      }
      if (host.roles().isEmpty()) {
        throw new UserError(host.name() + " needs a role: " + roles() + ".");
      }
      if (!seen.add(host.name()) || !seen.add(host.number())) {
        throw new UserError(host.name() + " has the name or address of another host.");
      }
    }
    if (hosts.stream().filter(host -> host.is(Role.CONTROL)).count() != 1) {
      throw new UserError("exactly one host has the role control.");
    }
  }

  static String roles() {
    return EnumSet.allOf(Role.class).stream().map(Role::text).collect(Collectors.joining(", "));
  }

  Host control() {
    return hosts.stream().filter(host -> host.is(Role.CONTROL)).findFirst().orElseThrow();
  }

  /** Those that join control's cloud. */
  List<Host> agents() {
    return hosts.stream().filter(host -> !host.is(Role.CONTROL)).toList();
  }

  /** All that is switched on and off. */
  List<Host> all() {
    return java.util.stream.Stream.concat(hosts.stream(), java.util.stream.Stream.of(OUTSIDE))
        .toList();
  }

  /** The host of a name that someone typed. */
  Host host(String name) {
    return all().stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "the lab has no host "
                    + name
                    + "; there are "
                    + String.join(", ", all().stream().map(Host::name).toList())
                    + "."));
  }
}
