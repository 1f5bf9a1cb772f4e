package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockCheckTest {
  private static final String TRACKING =
      "0A000001,10.0.0.1,3,1700000000.1,0.000012,0.000001,0.00002,-2.1,0.001,0.01,0.02,0.001,64.4,%s";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  @Test
  void aClockThatIsKeptIsFine() {
    assertThat(
            new TestHost(root)
                .program("chronyc -c tracking", TRACKING.formatted("Normal"))
                .findings(new ClockCheck()))
        .isEmpty();
    assertThat(
            new TestHost(root.resolve("other"))
                .program("timedatectl show", "yes")
                .findings(new ClockCheck()))
        .isEmpty();
  }

  @Test
  void aClockThatNobodyKeepsIsAtRisk() {
    for (TestHost host :
        List.of(
            new TestHost(root)
                .program("chronyc -c tracking", TRACKING.formatted("Not synchronised")),
            new TestHost(root.resolve("other")).program("timedatectl show", "no"))) {
      assertThat(host.findings(new ClockCheck()))
          .singleElement()
          .satisfies(finding ->
              assertThat(finding.what()).startsWith("No time server keeps this host's clock"));
    }
  }

  /** As in a container: there is a timedatectl, and nobody it could ask. */
  @Test
  void whereNobodyCanTellThereIsNothingToLookAt() {
    assertThat(new TestHost(root).program("timedatectl show", 1, "").look(new ClockCheck()))
        .isInstanceOf(Outcome.NothingThere.class);
  }

  @Test
  void aCloudThatAgreesIsFine() {
    try (TestCloud cloud = TestCloud.start()) {
      assertThat(TestVisit.findings(cloud, new ClockCheck())).isEmpty();
    }
  }

  @Test
  void aServerWithAnotherTimeIsFound() throws IOException {
    try (TestCloud cloud = TestCloud.start();
        ServerSocket late = late(Duration.ofSeconds(-30))) {
      cloud.endpoint("dns", "public", "RegionOne", "http://127.0.0.1:" + late.getLocalPort());
      assertThat(TestVisit.findings(cloud, new ClockCheck()))
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.importance()).isEqualTo(Importance.AT_RISK);
            assertThat(finding.what())
                .startsWith("The clock of 127.0.0.1:" + late.getLocalPort() + " is ")
                .contains("s behind this host's");
          });
    }
  }

  /** A server whose Date is away from ours. */
  private static ServerSocket late(Duration away) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(() -> {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[1000]);
          String date =
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  Instant.now().plus(away).atOffset(ZoneOffset.UTC));
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          if (!server.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    });
    return server;
  }

  @Test
  void whenAllDifferAlikeItIsThisHost() {
    assertThat(ClockCheck.apart(Map.of("a", 100.0, "b", 101.0)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what()).startsWith("This host's clock is 100 s behind the cloud's");
        });
    assertThat(ClockCheck.apart(Map.of("a", 10.0, "b", 0.0, "c", -10.0))).hasSize(2);
    assertThat(ClockCheck.apart(Map.of("a", 0.0, "b", 0.0))).isEmpty();
  }
}
