package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.doctor.DiskCheck.Space;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCheckTest {
  private static final String HEADING = "1B-blocks Avail Inodes IFree Mounted on\n";
  private static final long GIBIBYTE = 1L << 30;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  @Test
  void fullDisksAreFoundOnceEach() {
    TestHost host =
        new TestHost(root)
            .directory("/var/log")
            .directory("/var/lib/nova/instances")
            .program(
                "df --block-size=1 --output=size,avail,itotal,iavail,target /var/lib/nova/instances",
                HEADING + "107374182400 536870912 - - /var/lib/nova/instances\n")
            .program(
                "df --block-size=1 --output=size,avail,itotal,iavail,target /",
                HEADING + "21474836480 1073741824 1310720 900000 /\n");
    assertThat(host.findings(new DiskCheck()))
        .satisfiesExactlyInAnyOrder(
            finding -> {
              assertThat(finding.importance()).isEqualTo(Importance.AT_RISK);
              assertThat(finding.what()).startsWith("The disk of / is 95% full, 1.0 GiB are left");
              assertThat(finding.mend()).contains("du -xh");
            },
            finding -> {
              assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
              assertThat(finding.what()).contains("/var/lib/nova/instances");
            });
  }

  @Test
  void whatIsPlentyIsFine() {
    assertThat(DiskCheck.judge(new Space("/", 100 * GIBIBYTE, 11 * GIBIBYTE, 100, 50))).isEmpty();
    assertThat(DiskCheck.judge(new Space("/", 10_000 * GIBIBYTE, 500 * GIBIBYTE, 0, 0)))
        .as("5 %, but of ten terabytes")
        .isEmpty();
    assertThat(DiskCheck.judge(new Space("/sys", 0, 0, 0, 0))).isEmpty();
  }

  @Test
  void aDiskMayHaveRoomAndTakeNoMoreFiles() {
    assertThat(DiskCheck.judge(new Space("/", 100 * GIBIBYTE, 50 * GIBIBYTE, 1000, 9)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what()).contains("room for 9 more files");
        });
  }

  /** A network file system whose server is gone. */
  @Test
  void oneThatDoesNotAnswerIsFound() {
    TestHost host = new TestHost(root).hangs("df").directory("/");
    assertThat(host.findings(new DiskCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.BROKEN);
          assertThat(finding.what()).startsWith("The file system at / does not answer");
        });
  }

  @Test
  void thisHostsOwn() {
    Surroundings here =
        new Surroundings(
            java.time.Instant.now(),
            Host.here(),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Optional.empty());
    assertThat(new DiskCheck().look(here)).isInstanceOf(Outcome.Looked.class);
  }
}
