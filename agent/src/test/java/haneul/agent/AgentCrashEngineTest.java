package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.base.host.HostReport.Guest;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.PowerWish;
import haneul.base.host.PowerWish.Action;
import haneul.base.id.Id;
import haneul.base.id.ServerId;
import haneul.drivers.qemu.QemuDriver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program is killed at each of the agent's steps; the next one has the guest as it shall be.
 */
@Tag("engine")
class AgentCrashEngineTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path state;

  @Test
  void theNextAgentFinishesWhatAKilledOneBegan() throws Exception {
    Set<String> points = recordedPoints();
    assertThat(points).contains("agent/guest:prepared", "agent/guest:started");
    for (String point : points) {
      ServerId id = new ServerId(Id.newUuid());
      assertThat(child(id, "-Dhaneul.crashAt=" + point).waitFor()).as(point).isEqualTo(137);
      goesOn(point, id);
    }
  }

  private void goesOn(String point, ServerId id) throws Exception {
    TestHost control = new TestHost();
    try (QemuDriver driver = OneHost.driver(state);
        Agent agent = OneHost.agent(state, control, driver)) {
      control.want(TestHost.guest(id, new PowerWish(2, Action.REBOOT_HARD)));
      agent.start();
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(control.reported(id))
                  .as(point)
                  .contains(new Guest(id, GuestState.RUNNING, 2, Optional.empty())));
      control.want();
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(control.reported(id)).as(point).isEmpty());
    }
    assertThat(state.resolve("instances")).isEmptyDirectory();
  }

  private Set<String> recordedPoints() throws Exception {
    Path record = state.resolve("points");
    Process child = child(new ServerId(Id.newUuid()), "-Dhaneul.crashPoints=" + record);
    assertThat(child.waitFor()).isZero();
    Set<String> points = new TreeSet<>(Files.readAllLines(record));
    points.removeIf(point -> !point.startsWith("agent/"));
    return points;
  }

  private Process child(ServerId id, String option) throws IOException, InterruptedException {
    // The image is fetched anew each time, so that its steps are reached.
    forgetImages();
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    option,
                    "-cp",
                    System.getProperty("java.class.path"),
                    OneHost.class.getName(),
                    state.toString(),
                    id.value()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(state.toFile(), "errors")))
            .start();
    if (!child.waitFor(LIMIT)) {
      child.destroyForcibly();
    }
    return child;
  }

  private void forgetImages() throws IOException {
    Path images = state.resolve("images-cache");
    if (Files.exists(images)) {
      try (var files = Files.newDirectoryStream(images)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }
}
