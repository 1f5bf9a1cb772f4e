package haneul.drivers.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.WantedGuest;
import haneul.base.id.Id;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver.Observed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed, at any step or from outside; the next one finds all and loses nothing. */
@Tag("engine")
class QemuCrashEngineTest {
  private static final Duration CHILD_LIMIT = Duration.ofSeconds(60);

  @TempDir Path state;

  @Test
  void aGuestOutlivesItsProgramAndIsAdopted() throws Exception {
    ServerId id = new ServerId(Id.newUuid());
    Process child = child(id, "start", List.of());
    assertThat(child.inputReader().readLine()).isEqualTo("started");
    List<GuestProcess> before = GuestProcess.find(directory(id));
    child.destroyForcibly().waitFor();
    try (QemuDriver driver = open()) {
      assertThat(driver.guests()).containsEntry(id, new Observed(GuestState.RUNNING, 1));
      assertThat(GuestProcess.find(directory(id))).isEqualTo(before).hasSize(1);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(driver.consoleTail(id, 100)).contains("hello"));
      driver.stop(id, Duration.ofSeconds(20));
      assertThat(driver.guests()).containsEntry(id, new Observed(GuestState.STOPPED, 1));
      driver.destroy(id);
    }
    assertNothingIsLeft(id);
  }

  @Test
  void killedAtEachStepTheNextProgramCompletesOrRemovesIt() throws Exception {
    Set<String> points = recordedPoints();
    assertThat(points)
        .contains("qemu/prepare:disk", "qemu/start:spawned", "qemu/destroy:spec")
        .hasSizeGreaterThan(10);
    for (String point : points) {
      completesAfter(point);
      removesAfter(point);
    }
  }

  private void completesAfter(String point) throws Exception {
    ServerId id = killedAt(point);
    WantedGuest guest = OneLife.wanted(id);
    try (QemuDriver driver = open()) {
      driver.prepare(guest, TinyGuest.POLITE.image(state));
      driver.start(guest, Map.of());
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> assertThat(driver.consoleTail(id, 9_000)).as(point).contains("hello"));
      assertThat(GuestProcess.find(directory(id))).as(point).hasSize(1);
      driver.destroy(id);
    }
    assertNothingIsLeft(id);
  }

  private void removesAfter(String point) throws Exception {
    ServerId id = killedAt(point);
    try (QemuDriver driver = open()) {
      if (Files.exists(directory(id).path())) {
        assertThat(driver.guests()).as(point).containsKey(id);
      }
      driver.destroy(id);
    }
    assertNothingIsLeft(id);
  }

  private void assertNothingIsLeft(ServerId id) throws IOException {
    assertThat(directory(id).path()).doesNotExist();
    assertThat(GuestProcess.find(directory(id))).isEmpty();
  }

  private Set<String> recordedPoints() throws Exception {
    Path record = state.resolve("points");
    Process child =
        child(new ServerId(Id.newUuid()), "whole", List.of("-Dhaneul.crashPoints=" + record));
    assertThat(child.waitFor(CHILD_LIMIT)).isTrue();
    assertThat(child.exitValue()).isZero();
    Set<String> points = new TreeSet<>(Files.readAllLines(record));
    points.removeIf(point -> !point.startsWith("qemu/"));
    return points;
  }

  private ServerId killedAt(String point) throws Exception {
    ServerId id = new ServerId(Id.newUuid());
    Process child = child(id, "whole", List.of("-Dhaneul.crashAt=" + point));
    assertThat(child.waitFor(CHILD_LIMIT)).as(point).isTrue();
    assertThat(child.exitValue()).as(point).isEqualTo(137);
    return id;
  }

  private Process child(ServerId id, String what, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), OneLife.class.getName()));
    command.addAll(List.of(state.toString(), id.value(), what));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(new File(state.toFile(), "errors")))
        .start();
  }

  private QemuDriver open() throws IOException {
    return new QemuDriver(config());
  }

  private QemuConfig config() {
    return QemuConfig.at(state).withAccelerator(QemuConfig.Accelerator.TCG);
  }

  private GuestDirectory directory(ServerId id) {
    return GuestDirectory.of(config().instances(), id);
  }
}
