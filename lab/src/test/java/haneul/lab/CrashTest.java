package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.databind.JsonNode;

/**
 * Pulls the plug at every point that creating and deleting a server passes, in the store, the agent
 * and the drivers. After {@code up} the server is there or in ERROR with a fault that says why;
 * after its delete nothing of it is left. The points are learnt from a run that is not killed.
 */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init")
  private LabCloud cloud;

  @SuppressWarnings("NullAway.Init")
  private Leftovers nothing;

  @SuppressWarnings("NullAway.Init")
  private Path trap;

  private String trapped = "";
  private final Set<String> createPoints = new LinkedHashSet<>();
  private final Set<String> deletePoints = new LinkedHashSet<>();

  @BeforeAll
  void learnThePoints() throws IOException {
    cloud = LabCloud.up();
    // The first server makes what the host keeps: the cached image, Open vSwitch.
    LabApi api = LabApi.login(cloud);
    String first = api.create("first");
    api.waitForStatus(first, "ACTIVE");
    api.deleteAndWait(first);
    Awaitility.await() // the tap goes after the server is gone
        .atMost(PATIENCE)
        .until(() -> Leftovers.of(cloud).host().devices().stream().noneMatch(this::isTap));
    nothing = Leftovers.of(cloud);
    cloud.kill();

    trap = cloud.state().resolve("crash-trap");
    trapped = "-Dhaneul.crashTrap=" + trap;
    Path record = cloud.state().resolve("crash-points");
    cloud.start("-Dhaneul.crashPoints=" + record);
    api = LabApi.login(cloud);
    Files.deleteIfExists(record);
    String server = api.create("model");
    api.waitForStatus(server, "ACTIVE");
    createPoints.addAll(Files.readAllLines(record));
    Files.delete(record);
    api.deleteAndWait(server);
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> nothing.assertNothingMore(cloud));
    deletePoints.addAll(Files.readAllLines(record));
    Files.delete(record);
    cloud.kill();
    assertThat(createPoints).anyMatch(point -> point.startsWith("create-server/"));
    assertThat(deletePoints).anyMatch(point -> point.startsWith("delete-server/"));
  }

  private boolean isTap(String device) {
    return device.startsWith("tap");
  }

  @AfterAll
  void down() {
    if (cloud.process().isEmpty()) {
      cloud.start();
    }
    cloud.close();
  }

  @TestFactory
  Stream<DynamicTest> killedWhileCreating() {
    return createPoints.stream()
        .map(point -> DynamicTest.dynamicTest(point, () -> alone(() -> createKilledAt(point))));
  }

  @TestFactory
  Stream<DynamicTest> killedWhileDeleting() {
    return deletePoints.stream()
        .map(point -> DynamicTest.dynamicTest(point, () -> alone(() -> deleteKilledAt(point))));
  }

  /** The next one starts with a program that runs, has no server, and no trap. */
  private void alone(Executable test) throws Throwable {
    if (cloud.process().isEmpty()) {
      cloud.start(trapped);
    }
    try {
      test.execute();
    } catch (Throwable failed) {
      cloud.kill();
      throw failed;
    } finally {
      Files.deleteIfExists(trap);
    }
  }

  private void createKilledAt(String point) throws Exception {
    LabApi before = LabApi.login(cloud);
    Files.writeString(trap, point);
    try {
      before.create("victim");
    } catch (IOException e) {
      // the program died with the request in its hands
    }
    dieAndStart();
    LabApi api = LabApi.login(cloud);
    for (String server : api.servers()) {
      JsonNode shown = api.waitUntilSettled(server);
      if (shown.path("status").stringValue("").equals("ERROR")) {
        assertThat(shown.path("fault").path("message").stringValue("")).isNotEmpty();
      } else {
        assertThat(shown.path("status").stringValue("")).isEqualTo("ACTIVE");
      }
      api.deleteAndWait(server);
    }
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> nothing.assertNothingMore(cloud));
  }

  private void deleteKilledAt(String point) throws Exception {
    LabApi before = LabApi.login(cloud);
    String server = before.create("victim");
    before.waitForStatus(server, "ACTIVE");
    Files.writeString(trap, point);
    try {
      before.delete(server);
    } catch (IOException e) {
      // the program died with the request in its hands
    }
    dieAndStart();
    LabApi api = LabApi.login(cloud);
    // The kill may have come before the deletion was written down, or its saga goes on right now.
    api.deleteIfThere(server);
    api.waitUntilGone(server);
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> nothing.assertNothingMore(cloud));
  }

  private void dieAndStart() throws IOException {
    cloud.awaitDeath(PATIENCE);
    Files.delete(trap);
    cloud.start(trapped);
  }
}
