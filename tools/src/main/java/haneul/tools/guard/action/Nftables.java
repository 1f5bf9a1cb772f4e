package haneul.tools.guard.action;

import haneul.tools.console.Program;
import haneul.tools.console.UserError;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has the kernel drop packets of the banned: a table of our own with a set for each family, whose
 * elements end by themselves. The whole table is written in one transaction, so that it is right
 * whatever was there, after a restart of the host too.
 */
public final class Nftables implements Action {
  private static final int MOST_SAID_CHARS = 400;

  private final String table;
  private final List<Integer> ports;

  /**
   * For a guard.
   *
   * @param tag of its state
   * @param ports only these, TCP and UDP; empty: all of the host
   */
  public Nftables(String tag, List<Integer> ports) {
    this.table = "inet haneul_guard_" + tag;
    this.ports = List.copyOf(ports);
  }

  @Override
  public void apply(List<Ban> bans, Instant now) throws IOException {
    nft(script(bans, now));
  }

  /** nftables has no diff to show: what would be run is. */
  @Override
  public String preview(List<Ban> bans, Instant now) {
    return "nft -f - <<EOF\n" + script(bans, now) + "EOF\n";
  }

  private String script(List<Ban> bans, Instant now) {
    // Adding what there is changes nothing; deleting what there is not would be an error.
    StringBuilder script = new StringBuilder("add table " + table + "\n");
    script.append("delete table ").append(table).append('\n');
    if (bans.isEmpty()) {
      return script.toString();
    }
    script.append("add table ").append(table).append('\n');
    set(script, "banned4", "ipv4_addr", "flags timeout;");
    set(script, "banned6", "ipv6_addr", "flags interval, timeout;");
    script
        .append("add chain ")
        .append(table)
        .append(" input { type filter hook input priority -10; policy accept; }\n");
    String which =
        ports.isEmpty()
            ? ""
            : " meta l4proto { tcp, udp } th dport { "
                + ports.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " }";
    rule(script, which + " ip saddr @banned4 drop");
    rule(script, which + " ip6 saddr @banned6 drop");
    Set<Network> networks = bans.stream().map(Ban::network).collect(Collectors.toSet());
    elements(script, "banned4", bans.stream().filter(ban -> ban.network().isFour()).toList(), now);
    elements(
        script,
        "banned6",
        bans.stream()
            .filter(ban -> !ban.network().isFour() && !isWithinAnother(ban.network(), networks))
            .toList(),
        now);
    return script.toString();
  }

  /** A set takes no intervals that overlap: an address alone goes when its /64 is banned too. */
  private static boolean isWithinAnother(Network network, Set<Network> networks) {
    return network.bits() == 128 && networks.contains(new Network(network.first(), 64));
  }

  private void set(StringBuilder script, String name, String type, String flags) {
    script.append("add set ").append(table).append(' ').append(name);
    script.append(" { type ").append(type).append("; ").append(flags).append(" }\n");
  }

  private void rule(StringBuilder script, String rule) {
    script.append("add rule ").append(table).append(" input").append(rule).append('\n');
  }

  private void elements(StringBuilder script, String set, List<Ban> bans, Instant now) {
    if (bans.isEmpty()) {
      return;
    }
    String elements =
        bans.stream()
            .map(ban -> element(ban.network(), Duration.between(now, ban.end())))
            .collect(Collectors.joining(", "));
    script.append("add element ").append(table).append(' ').append(set);
    script.append(" { ").append(elements).append(" }\n");
  }

  private static String element(Network network, Duration left) {
    return network + " timeout " + Math.max(1, left.toSeconds()) + "s";
  }

  private static void nft(String script) throws IOException {
    Program.Result result;
    try {
      result = new Program("nft", "-f", "-").reading(script.getBytes(StandardCharsets.UTF_8)).run();
    } catch (IOException e) {
      throw new UserError(
          "the bans are not in nftables: "
              + e.getMessage()
              + ". Is the package nftables installed?");
    }
    if (!result.ok()) {
      String said = result.complaint();
      throw new UserError(
          "nft refused the bans; it needs root (CAP_NET_ADMIN) and a kernel with nftables. It says: "
              + said.substring(0, Math.min(said.length(), MOST_SAID_CHARS)));
    }
  }

  @Override
  public String toString() {
    return "nftables table " + table;
  }
}
