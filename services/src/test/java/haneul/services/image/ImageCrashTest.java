package haneul.services.image;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the program at each step of an upload and a deletion, and starts it again. */
@Tag("engine")
final class ImageCrashTest {
  private static final int KILLED = 137;

  @TempDir Path directory;

  @Test
  void whereverItIsKilledTheNextStartIsWhole() throws Exception {
    Path record = directory.resolve("points");
    assertThat(run(Files.createDirectory(directory.resolve("whole")), "crashPoints=" + record))
        .isZero();
    Set<String> points = new LinkedHashSet<>(Files.readAllLines(record));
    assertThat(points).hasSize(7);
    for (String point : points) {
      Path state = Files.createDirectory(directory.resolve(point.replace('/', '-')));
      assertThat(run(state, "crashAt=" + point)).as(point).isEqualTo(KILLED);
      assertWhole(point, state);
    }
  }

  private int run(Path state, String property) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dhaneul." + property);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ImageCrashProgram.class.getName(), state.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void assertWhole(String point, Path state) throws Exception {
    try (Store store = Store.sqlite(state.resolve("db"));
        ImageFixture image = ImageCrashProgram.open(state, store)) {
      ImageFixture.Answer shown = image.get("demo", "/v2/images/" + ImageCrashProgram.ID);
      if (shown.status() == 200) {
        assertThat(shown.json().get("status").stringValue()).isIn("queued", "active");
      }
      int active = image.get("admin", "/v2/images?status=active").json().get("images").size();
      assertThat(image.files()).as(point).hasSize(active);
      if (shown.status() == 200 && shown.body().contains("\"queued\"")) {
        assertThat(image.upload("demo", ImageCrashProgram.ID, ImageCrashProgram.DISK).status())
            .as(point)
            .isEqualTo(204);
      }
      ImageCrashProgram.ensure(image, state);
      ImageCrashProgram.ensure(image, state);
      assertThat(image.get("admin", "/v2/images?name=haneul-tiny").json().get("images"))
          .as(point)
          .hasSize(1);
      image.delete("demo", "/v2/images/" + ImageCrashProgram.ID);
      assertThat(image.files()).as(point).hasSize(1);
    }
  }
}
