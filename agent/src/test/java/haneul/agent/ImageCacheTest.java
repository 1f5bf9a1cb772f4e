package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
  @TempDir Path directory;

  private final TestHost control = new TestHost();

  @Test
  void fetchesOnceHoweverManyAsk() throws Exception {
    ImageCache cache = cache(Clock.systemUTC());
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      askers.add(Thread.startVirtualThread(() -> ask(cache)));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(cache.fetched(TestHost.IMAGE_REF)).hasBinaryContent(TestHost.IMAGE);
    assertThat(control.fetches()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNotWhatItsChecksumSays() throws Exception {
    ImageRef wrong =
        new ImageRef(TestHost.IMAGE_REF.id(), "raw", 8, TestHost.sha512(new byte[] {1}));
    ImageCache cache = cache(Clock.systemUTC());
    assertThatThrownBy(() -> cache.fetched(wrong)).hasMessageContaining("checksum");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesChecksumsThatAreNone() throws Exception {
    ImageRef evil = new ImageRef(TestHost.IMAGE_REF.id(), "raw", 8, "../../etc/passwd");
    ImageCache cache = cache(Clock.systemUTC());
    assertThatThrownBy(() -> cache.fetched(evil)).isInstanceOf(IOException.class);
  }

  @Test
  void removesOnlyWhatIsUnusedAndOld() throws Exception {
    Path file = cache(Clock.systemUTC()).fetched(TestHost.IMAGE_REF);
    ImageCache later = cache(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
    Path disk = Files.createLink(directory.resolveSibling(directory.getFileName() + "-b"), file);
    later.removeUnused();
    assertThat(file).exists();
    Files.delete(disk);
    cache(Clock.systemUTC()).removeUnused();
    assertThat(file).exists();
    later.removeUnused();
    assertThat(file).doesNotExist();
  }

  @Test
  void sweepsAwayWhatAKillLeftUnfinished() throws Exception {
    Files.write(directory.resolve("ab.raw.part"), new byte[10]);
    cache(Clock.systemUTC());
    assertThat(directory).isEmptyDirectory();
  }

  private ImageCache cache(Clock clock) throws IOException {
    return new ImageCache(directory, control, clock, Duration.ofHours(1));
  }

  private static void ask(ImageCache cache) {
    try {
      cache.fetched(TestHost.IMAGE_REF);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
