package haneul.tools.guard.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.tools.console.UserError;
import haneul.tools.guard.address.Address;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HtaccessTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path directory;

  static Ban ban(String network, int secondsLeft) {
    return new Ban(
        Network.require("test", network),
        "rule",
        NOW.minusSeconds(60),
        NOW.plusSeconds(secondsLeft),
        1,
        false,
        List.of());
  }

  private static final List<Ban> BANS =
      List.of(ban("198.51.100.7", 60), ban("2001:db8:1:2::/64", 60));

  private Path file() {
    return directory.resolve(".htaccess");
  }

  private Htaccess htaccess() {
    return new Htaccess(file(), "both");
  }

  @Test
  void bothSyntaxes() throws IOException {
    Files.writeString(file(), "Options -Indexes\n");
    htaccess().apply(BANS, NOW);
    assertThat(file())
        .hasContent(
            """
            # BEGIN haneul guard: written by `haneul guard`, which replaces all lines up to the end
            <IfModule mod_authz_core.c>
            <If "true">
            AuthMerging And
            <RequireAll>
            Require all granted
            Require not ip 198.51.100.7
            Require not ip 2001:db8:1:2::/64
            </RequireAll>
            </If>
            </IfModule>
            <IfModule !mod_authz_core.c>
            Deny from 198.51.100.7
            Deny from 2001:db8:1:2::/64
            </IfModule>
            # END haneul guard
            Options -Indexes
            """);
    new Htaccess(file(), "2.2").apply(BANS, NOW);
    assertThat(Files.readString(file()))
        .contains("Deny from")
        .doesNotContain("Require", "IfModule");
    new Htaccess(file(), "2.4").apply(BANS, NOW);
    assertThat(Files.readString(file())).contains("Require not").doesNotContain("Deny", "IfModule");
  }

  /** Whatever the file is, all of it is there while somebody is banned, and nothing else after. */
  @Property(tries = 40)
  void otherLinesStayToTheByte(@ForAll byte[] content) throws IOException {
    Path own = Files.createTempFile("guard", ".htaccess");
    try {
      Files.write(own, content);
      Htaccess htaccess = new Htaccess(own, "both");
      htaccess.apply(BANS, NOW);
      assertThat(new String(Files.readAllBytes(own), StandardCharsets.ISO_8859_1))
          .endsWith("# END haneul guard\n" + new String(content, StandardCharsets.ISO_8859_1));
      htaccess.apply(BANS.subList(0, 1), NOW);
      htaccess.apply(List.of(), NOW);
      assertThat(Files.readAllBytes(own)).isEqualTo(content);
    } finally {
      Files.delete(own);
    }
  }

  @Test
  void aBlockStaysWhereItWasMoved() throws IOException {
    Files.writeString(file(), "# one\r\n");
    htaccess().apply(BANS, NOW);
    String block = Files.readString(file()).replace("# one\r\n", "");
    Files.writeString(file(), "# one\r\n" + block + "# two");
    htaccess().apply(List.of(ban("203.0.113.5", 60)), NOW);
    assertThat(Files.readString(file()))
        .startsWith("# one\r\n# BEGIN")
        .endsWith("# END haneul guard\n# two")
        .contains("Require not ip 203.0.113.5\n")
        .doesNotContain("198.51.100.7");
    htaccess().apply(List.of(), NOW);
    assertThat(Files.readString(file())).isEqualTo("# one\r\n# two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# BEGIN haneul guard\n",
        "x\n# END haneul guard",
        "# END haneul guard\n# BEGIN haneul guard\n",
        "# BEGIN haneul guard\n# END haneul guard\n# BEGIN haneul guard\n# END haneul guard\n",
        "# BEGIN haneul guard\n# BEGIN haneul guard\n# END haneul guard\n"
      })
  void markersInDisorderAreLeftAlone(String text) throws IOException {
    Files.writeString(file(), text);
    assertThatThrownBy(() -> htaccess().apply(BANS, NOW))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("delete both");
    assertThat(Files.readString(file())).isEqualTo(text);
  }

  @Test
  void permissionsAndLinksStay() throws IOException {
    Path real = directory.resolve("real");
    Files.writeString(real, "x\n");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw-r--"));
    Files.createSymbolicLink(file(), real);
    htaccess().apply(BANS, NOW);
    assertThat(file()).isSymbolicLink();
    assertThat(Files.readString(real)).contains("Deny from");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-rw-r--");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(file(), real);
    }
  }

  @Test
  void aFileThatIsNotThereIsMadeOnlyIfNeeded() throws IOException {
    htaccess().apply(List.of(), NOW);
    assertThat(file()).doesNotExist();
    htaccess().apply(BANS, NOW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void nothingIsWrittenWhenNothingChanges() throws IOException {
    htaccess().apply(BANS, NOW);
    Object before = Files.getAttribute(file(), "unix:ino");
    htaccess().apply(BANS, NOW.plusSeconds(5));
    assertThat(Files.getAttribute(file(), "unix:ino")).isEqualTo(before);
  }

  @Test
  void theLatestBansFit() throws IOException {
    List<Ban> many = new ArrayList<>();
    for (int i = 0; i < Htaccess.MOST_BANS + 10; i++) {
      many.add(
          new Ban(
              Network.of(Address.ofFour(0xC6000000 + i)),
              "rule",
              NOW.minusSeconds(i),
              NOW.plusSeconds(60),
              1,
              false,
              List.of()));
    }
    htaccess().apply(many, NOW);
    List<String> denied =
        Files.readAllLines(file()).stream().filter(line -> line.startsWith("Deny")).toList();
    assertThat(denied)
        .hasSize(Htaccess.MOST_BANS)
        .contains("Deny from 198.0.0.0")
        .doesNotContain("Deny from " + Address.ofFour(0xC6000000 + Htaccess.MOST_BANS));
  }

  @Test
  void aWrongPathIsTold() {
    assertThatThrownBy(
            () -> new Htaccess(directory.resolve("no/such/.htaccess"), "both").apply(BANS, NOW))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no/such: it is not there");
    assertThatThrownBy(() -> new Htaccess(directory, "both").apply(BANS, NOW))
        .hasMessageContaining("name the file: " + file());
  }

  @Test
  void theDiffIsWhatWouldChange() throws IOException {
    Files.writeString(file(), "a\nb\nc\nd\ne");
    String diff = htaccess().preview(BANS, NOW);
    assertThat(diff)
        .startsWith("--- " + file() + "\n+++ " + file() + "\n@@ -1,3 +1,19 @@\n+# BEGIN haneul")
        .endsWith("+# END haneul guard\n a\n b\n c\n");
    assertThat(Files.readString(file())).isEqualTo("a\nb\nc\nd\ne");
    htaccess().apply(BANS, NOW);
    assertThat(htaccess().preview(BANS, NOW)).isEmpty();
  }

  /** As patch(1) would have it. */
  @Test
  void diffs() {
    assertThat(Diff.unified("f", "a\nb\nc\n", "a\nX\nc\n"))
        .isEqualTo("--- f\n+++ f\n@@ -1,3 +1,3 @@\n a\n-b\n+X\n c\n");
    assertThat(Diff.unified("f", "", "a\n")).isEqualTo("--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
    assertThat(Diff.unified("f", "a", "a\n"))
        .isEqualTo("--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
  }
}
