package haneul.tools.guard.action;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.guard.engine.Ban;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real nftables. Each script runs in a network namespace of its own, which is gone with it, and
 * has addresses on its loopback that can be banned.
 */
final class NftablesTest {
  private static final Instant NOW = HtaccessTest.ban("192.0.2.1", 0).end();
  private static final List<Ban> BANS =
      List.of(HtaccessTest.ban("198.51.100.7", 3600), HtaccessTest.ban("2001:db8:1:2::/64", 4));

  private static final String HOST =
      """
      ip link set lo up
      ip addr add 198.51.100.7/32 dev lo; ip addr add 198.51.100.8/32 dev lo
      ip addr add 2001:db8:1:2::1/128 dev lo nodad; ip addr add 2001:db8:1:3::1/128 dev lo nodad
      reach() { ping -c1 -W1 -I "$1" "$2" >/dev/null 2>&1 && echo "$1 passes" || echo "$1 is dropped"; }
      look() {
        reach 2001:db8:1:2::1 2001:db8:1:3::1; reach 2001:db8:1:3::1 2001:db8:1:3::1
        reach 198.51.100.7 198.51.100.8; reach 198.51.100.8 198.51.100.8
      }
      """;

  private static String shell(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("unshare", "--net", "sh", "-ec", HOST + script)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The script as it would be run. */
  private static String script(List<Integer> ports, List<Ban> bans) {
    return new Nftables("ab12", ports).preview(bans, NOW);
  }

  @Test
  void theScriptNamesOnlyOurTable() {
    for (String line : script(List.of(), BANS).lines().toList()) {
      assertThat(line).matches("(nft -f - <<EOF|EOF|(add|delete) .*inet haneul_guard_ab12.*)");
    }
    assertThat(script(List.of(), List.of()))
        .isEqualTo(
            "nft -f - <<EOF\nadd table inet haneul_guard_ab12\ndelete table inet haneul_guard_ab12\nEOF\n");
  }

  @Test
  @Tag("engine")
  void theBannedAreDroppedUntilTheirTimeIsOver() throws IOException, InterruptedException {
    String said =
        shell(
            "nft add table inet others\nlook\n"
                + script(List.of(), BANS)
                + "look\nsleep 4.5\nlook\n"
                + script(List.of(), List.of())
                + "look; nft list tables");
    String all =
        "2001:db8:1:2::1 passes\n2001:db8:1:3::1 passes\n198.51.100.7 passes\n198.51.100.8 passes\n";
    String banned = all.replace("198.51.100.7 passes", "198.51.100.7 is dropped");
    assertThat(said)
        .isEqualTo(
            all
                + banned.replace("2001:db8:1:2::1 passes", "2001:db8:1:2::1 is dropped")
                + banned
                + all
                + "table inet others\n");
  }

  @Test
  @Tag("engine")
  void onlySomePorts() throws IOException, InterruptedException {
    String said =
        shell(script(List.of(80, 443), BANS) + "look\nnft list table inet haneul_guard_ab12");
    assertThat(said)
        .doesNotContain("is dropped")
        .contains("dport { 80, 443 } ip saddr @banned4 drop");
  }

  /** An address stood for itself while another of its /64 was allowed; then that was no longer. */
  @Test
  @Tag("engine")
  void bansMayOverlap() throws IOException, InterruptedException {
    List<Ban> overlapping =
        List.of(
            HtaccessTest.ban("2001:db8:1:2::1", 3600), HtaccessTest.ban("2001:db8:1:2::/64", 3600));
    assertThat(shell(script(List.of(), overlapping) + "look"))
        .contains("2001:db8:1:2::1 is dropped", "2001:db8:1:3::1 passes");
  }

  /** Written twice, and over what another version left: it is as it should be. */
  @Test
  @Tag("engine")
  void itIsAlwaysWhole() throws IOException, InterruptedException {
    String twice =
        shell(
            "nft add table inet haneul_guard_ab12\n"
                + "nft add set inet haneul_guard_ab12 banned4 '{ type ipv6_addr; }'\n"
                + script(List.of(), BANS)
                + script(List.of(), BANS.subList(0, 1))
                + "nft list table inet haneul_guard_ab12");
    assertThat(twice).contains("198.51.100.7 timeout 1h").doesNotContain("2001:db8");
  }
}
