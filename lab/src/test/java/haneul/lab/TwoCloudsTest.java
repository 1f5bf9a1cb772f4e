package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.TestStores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two clouds on one host, one on SQLite and one on PostgreSQL, do not know of each other, and leave
 * nothing behind.
 */
@Tag("engine")
class TwoCloudsTest {
  @Test
  void sideBySide() {
    String database =
        TestStores.postgresqlUrl(); // its server is running before anything is counted
    HostTraces before = HostTraces.now();
    try (LabCloud one = LabCloud.up();
        LabCloud two = LabCloud.upOn(database)) {
      boot(one);
      boot(two);
      two.haneul("down", "--guests").expectSuccess();
      assertThat(one.value("status", "server", "show", "s")).isEqualTo("ACTIVE");
      Guests.waitForPing(one, "s");
      // What clients read is true when `up` returns, however long the host takes.
      two.start("-Dhaneul.slowAt=agent/networks:applied");
      assertThat(two.value("status", "server", "show", "s")).isEqualTo("SHUTOFF");
      two.session().run("server start s");
      Guests.waitForPing(two, "s");
      Guests.delete(two, "s");
      Guests.waitForPing(one, "s");
      assertThat(one.state().resolve("haneul.db")).exists();
      assertThat(two.state().resolve("haneul.db")).doesNotExist();
    }
    assertThat(HostTraces.now()).isEqualTo(before);
  }

  private static void boot(LabCloud cloud) {
    Guests.allowPing(cloud);
    Guests.boot(cloud, "s");
    Guests.waitForPing(cloud, "s");
  }
}
