package haneul.tools.guard.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.tools.console.UserError;
import haneul.tools.guard.address.Address;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.address.Spared;
import haneul.tools.guard.engine.Engine;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateDirectoryTest {
  @TempDir Path root;

  private StateDirectory directory() {
    return new StateDirectory(root.resolve("state"));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    StateDirectory directory = directory();
    GuardState state = directory.read();
    Rule rule = Rules.load(List.of()).named("ssh-login");
    Engine engine = new Engine(state.memory(), new Spared(List.of()));
    for (int i = 0; i < 9; i++) {
      Instant time = Instant.parse("2026-11-22T10:00:00Z").plusSeconds(i);
      engine.take(new Engine.Hit(rule, Address.ofFour(0xC6336407), time, "a \"line\""));
      if (i < 4) {
        engine.take(new Engine.Hit(rule, new Address(0x20010db800000000L, i), time, "b"));
      }
    }
    state.places(new Places(Map.of("/x/.htaccess", "2.4"), Optional.of(List.of(22))));
    state.add(new GuardState.Notice("id", "{}", Instant.EPOCH));
    try (StateDirectory.Lock _ = directory.lock()) {
      directory.write(state);
    }
    GuardState again = directory.read();
    assertThat(StateJson.write(again)).isEqualTo(StateJson.write(state));
    assertThat(again.memory().bans()).hasSize(1);
    assertThat(again.memory().counters()).hasSize(1);
    assertThat(again.places()).isEqualTo(state.places());
    assertThat(again.tag()).matches("[0-9a-f]{4}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.root())))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.root().resolve("state.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void twoAtOnceAreLockedOutKindly() throws IOException {
    StateDirectory.Lock first = directory().lock();
    assertThatThrownBy(() -> directory().lock())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("process " + ProcessHandle.current().pid())
        .hasMessageContaining("--state");
    assertThat(directory().tryLock()).isEmpty();
    directory().read(); // whoever only looks is not kept waiting
    first.close();
    directory().lock().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{}", "{\"version\":2}", "{\"version\":1,\"tag\":5}", "\0"})
  void aBrokenStateIsToldAndKept(String text) throws IOException {
    StateDirectory directory = directory();
    directory.lock().close();
    Path file = directory.root().resolve("state.json");
    Files.writeString(file, text);
    assertThatThrownBy(directory::read)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Move it away");
    assertThat(file).hasContent(text);
  }

  /** A kill while it was written leaves the one before. */
  @Test
  void halfANewOneIsNoState() throws IOException {
    StateDirectory directory = directory();
    GuardState state = directory.read();
    directory.lock().close();
    directory.write(state);
    Files.writeString(directory.root().resolve("state.json.new"), "{\"ver");
    assertThat(directory.read().tag()).isEqualTo(state.tag());
    directory.write(state);
    assertThat(directory.root().resolve("state.json.new")).doesNotExist();
  }

  @Test
  void wishesAreHeard() throws IOException {
    StateDirectory directory = directory();
    directory.lock().close();
    assertThat(directory.openWishes()).isEmpty();
    Path wish = directory.wish(Network.require("test", "2001:db8::/64"));
    assertThat(directory.openWishes()).containsExactly(wish);
    assertThat(StateDirectory.wished(wish)).hasToString("2001:db8::/64");
    Files.writeString(wish, "rm -rf /");
    assertThat(StateDirectory.wished(wish)).isNull();
    StateDirectory.fulfilled(wish);
    assertThat(directory.openWishes()).isEmpty();
  }
}
