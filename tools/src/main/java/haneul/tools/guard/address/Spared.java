package haneul.tools.guard.address;

import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whom no ban may touch: the allow-list, this host's own addresses, private ranges. */
public final class Spared {
  /** IPv6 is given to a customer by the /64 at least: who is one there is all of it. */
  private static final int SIX_BITS = 64;

  private static final List<String> PRIVATE =
      List.of(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "224.0.0.0/3",
          "::/127",
          "fc00::/7",
          "fe80::/10",
          "ff00::/8");

  private final List<Network> always;
  private final boolean own;
  private List<Network> networks;

  public Spared(List<Network> networks) {
    this(networks, false);
  }

  /**
   * As told, and this host's own addresses if asked.
   *
   * @throws IOException when these cannot be told
   */
  public static Spared withOwn(List<Network> networks) throws IOException {
    Spared spared = new Spared(networks, true);
    spared.refresh();
    return spared;
  }

  private Spared(List<Network> always, boolean own) {
    this.always = List.copyOf(always);
    this.own = own;
    this.networks = this.always;
  }

  /** The host may have got another address since. */
  public void refresh() throws IOException {
    if (own) {
      List<Network> now = new ArrayList<>(always);
      now.addAll(ownAddresses());
      networks = List.copyOf(now);
    }
  }

  public static List<Network> privateRanges() {
    return PRIVATE.stream().map(text -> Network.require("a private range", text)).toList();
  }

  private static List<Network> ownAddresses() throws IOException {
    List<Network> own = new ArrayList<>();
    for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
      for (InterfaceAddress address : device.getInterfaceAddresses()) {
        own.add(Network.of(Address.of(address.getAddress())));
      }
    }
    return own;
  }

  public boolean spares(Network network) {
    for (Network one : networks) { // at every line that counts
      if (one.overlaps(network)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What is counted and banned for this address: itself, or its /64 if it is IPv6; nothing if it is
   * spared. Next to a spared address in its /64 it stands for itself alone.
   */
  public Optional<Network> unitOf(Address address) {
    Network alone = Network.of(address);
    if (spares(alone)) {
      return Optional.empty();
    }
    if (address.isFour()) {
      return Optional.of(alone);
    }
    Network wide = new Network(address, SIX_BITS);
    return Optional.of(spares(wide) ? alone : wide);
  }
}
