package haneul.drivers.netns;

import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices a cloud has in the host's namespace: taps of guests and the outside ends of DHCP
 * ports. Looked at through {@code /sys}, changed by one {@code ip -batch}.
 */
public final class HostDevices {
  private static final Path CLASS = Path.of("/sys/class/net");
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final int FLAG_UP = 1;
  private static final String SHIELD = "1";

  /** The index of each device that the host's own stack is kept off. */
  private final Map<String, Integer> shielded = new HashMap<>();

  /** A device that shall be. */
  public sealed interface Wanted {
    String name();

    int mtu();
  }

  /** A persistent tap that QEMU may open as the guests' user. */
  public record Tap(String name, int mtu) implements Wanted {}

  /** A veth pair with its other end in a namespace, which is made as well. */
  public record Pair(String name, int mtu, String namespace, String inside, String mac)
      implements Wanted {}

  /** True when there is a device of this name, whoever made it. */
  public boolean exists(String name) {
    return Files.exists(CLASS.resolve(name));
  }

  /** The device's index, 0 when it is not there. A device made again has another one. */
  public int index(String name) {
    return number(name, "ifindex", 10);
  }

  /** The device's MTU, 0 when it is not there. */
  public int mtuBytes(String name) {
    return number(name, "mtu", 10);
  }

  /** Whether the device is switched on, with a cable or without. */
  public boolean isUp(String name) {
    return (number(name, "flags", 16) & FLAG_UP) != 0;
  }

  /** Is there such a device, up, with this MTU, and in the case of a pair its namespace? */
  public boolean isRight(Wanted wanted) {
    return exists(wanted.name())
        && mtuBytes(wanted.name()) == wanted.mtu()
        && isUp(wanted.name())
        && switch (wanted) {
          case Tap _ -> true;
          case Pair pair -> Files.exists(NAMESPACES.resolve(pair.namespace()));
        };
  }

  /**
   * Makes what is missing and mends what differs. What cannot be made does not keep the others from
   * it: {@link #isRight} tells afterwards.
   *
   * @return what went wrong, empty when nothing did
   */
  public String ensure(Collection<? extends Wanted> devices) throws IOException {
    if (devices.stream().anyMatch(Tap.class::isInstance)) {
      GuestUser.ensure();
    }
    List<String> lines = new ArrayList<>();
    for (Wanted wanted : devices) {
      if (!isRight(wanted)) {
        lines.addAll(make(wanted));
      }
    }
    String said = lines.isEmpty() ? "" : batch("ip", lines);
    for (Wanted wanted : devices) {
      Path off = Path.of("/proc/sys/net/ipv6/conf", wanted.name(), "disable_ipv6");
      if (Files.exists(off) && !Files.readString(off).strip().equals("1")) {
        Files.writeString(off, "1");
      }
    }
    return said;
  }

  private List<String> make(Wanted wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    switch (wanted) {
      case Tap tap -> {
        if (!exists(tap.name())) {
          // QEMU has no privileges: it may open this user's taps only.
          lines.add("tuntap add dev " + tap.name() + " mode tap user " + GuestUser.ensure().name());
        }
      }
      case Pair pair -> {
        boolean namespace = Files.exists(NAMESPACES.resolve(pair.namespace()));
        if (!namespace) {
          lines.add("netns add " + pair.namespace());
        }
        if (exists(pair.name()) && !namespace) {
          lines.add("link del dev " + pair.name());
        }
        if (!exists(pair.name()) || !namespace) {
          lines.add(
              "link add name %s mtu %d type veth peer name %s address %s mtu %d netns %s"
                  .formatted(
                      pair.name(),
                      pair.mtu(),
                      pair.inside(),
                      pair.mac(),
                      pair.mtu(),
                      pair.namespace()));
        }
      }
    }
    lines.add("link set dev " + wanted.name() + " mtu " + wanted.mtu() + " up");
    return lines;
  }

  /**
   * Keeps the host's own network stack off devices that a userspace switch reads. The kernel, too,
   * sees each packet that comes in there, and would answer a guest that speaks to one of the host's
   * addresses, past all flows. A filter at the device's ingress drops them; the switch's packet
   * socket is served before it.
   */
  public void shield(Collection<String> names) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      int index = index(name);
      if (index != 0 && shielded.getOrDefault(name, 0) != index) {
        lines.add("qdisc replace dev " + name + " clsact");
        lines.add(
            "filter replace dev "
                + name
                + " ingress protocol all pref "
                + SHIELD
                + " handle 1 bpf da bytecode \"1,6 0 0 2\"");
        shielded.put(name, index);
      }
    }
    if (!lines.isEmpty()) {
      String said = batch("tc", lines);
      if (!said.isEmpty()) {
        names.forEach(shielded::remove);
        throw new IOException("tc: " + said);
      }
    }
  }

  /** Undoes {@link #shield}, and removes the place for filters when nobody else has one there. */
  public void unshield(String name) throws IOException {
    shielded.remove(name);
    Commands.attempt("tc", "filter", "del", "dev", name, "ingress", "pref", SHIELD);
    removeIdleFilters(name);
  }

  /** Removes a device's place for filters when it has none. */
  public static void removeIdleFilters(String name) throws IOException {
    String filters =
        Commands.attempt("tc", "filter", "show", "dev", name, "ingress").out()
            + Commands.attempt("tc", "filter", "show", "dev", name, "egress").out();
    if (filters.isBlank()) {
      Commands.attempt("tc", "qdisc", "del", "dev", name, "clsact");
    }
  }

  /** Removes devices and namespaces; those that are gone already are no error. */
  public void remove(Collection<String> names, Collection<String> namespaces) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      shielded.remove(name);
      if (exists(name)) {
        lines.add("link del dev " + name);
      }
    }
    for (String namespace : namespaces) {
      if (Files.exists(NAMESPACES.resolve(namespace))) {
        lines.add("netns del " + namespace);
      }
    }
    if (!lines.isEmpty()) {
      String said = batch("ip", lines);
      if (names.stream().anyMatch(this::exists)) {
        throw new IOException("removing devices: " + said);
      }
    }
  }

  private static String batch(String program, List<String> lines) throws IOException {
    return Commands.attempt(
            java.time.Duration.ofSeconds(60),
            String.join("\n", lines) + "\n",
            List.of(program, "-force", "-batch", "-"))
        .err()
        .strip();
  }

  private static int number(String device, String attribute, int radix) {
    try {
      String text = Files.readString(CLASS.resolve(device).resolve(attribute)).strip();
      return Integer.parseInt(text.startsWith("0x") ? text.substring(2) : text, radix);
    } catch (IOException gone) {
      return 0;
    }
  }
}
