package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** A fault is read by the server's owner, who knows nothing of the host. */
final class GuestWorkerTest {
  @Test
  void aFaultTellsNeitherFilesNorClasses() {
    assertThat(GuestWorker.told(new IOException("QEMU did not start.")))
        .isEqualTo("QEMU did not start.");
    for (Exception foreign :
        new Exception[] {
          new IOException(),
          new NoSuchFileException("/var/lib/x/disk"),
          new IllegalStateException("haneul.X is null")
        }) {
      assertThat(GuestWorker.told(foreign))
          .isEqualTo("The host could not do it; its log says why.");
    }
  }
}
