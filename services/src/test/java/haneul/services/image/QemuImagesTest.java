package haneul.services.image;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.services.image.ImageFixture.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What qemu-img makes, uploaded; left out where there is no qemu-img. */
final class QemuImagesTest {
  @TempDir Path directory;
  private final TestDatabase database = TestStores.sqlite();
  private final ImageFixture image = new ImageFixture(database.open());

  @BeforeEach
  void needQemuImg() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "no qemu-img");
  }

  @AfterEach
  void close() {
    image.close();
    database.close();
  }

  private Path qemuImg(String name, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/qemu-img"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as("qemu-img %s", command).isZero();
    return directory.resolve(name);
  }

  private Answer upload(String format, Path file) throws IOException {
    String id = image.image("demo", "qemu", format);
    Answer answer = image.upload("demo", id, Files.readAllBytes(file));
    if (answer.status() == 204) {
      return image.get("demo", "/v2/images/" + id);
    }
    assertThat(image.get("demo", "/v2/images/" + id).body()).contains("\"status\":\"queued\"");
    assertThat(image.files()).isEmpty();
    return answer;
  }

  @Test
  void goodOnesAreTaken() throws Exception {
    List<String> options =
        List.of(
            "compat=1.1",
            "compat=0.10",
            "cluster_size=512",
            "cluster_size=2M",
            "extended_l2=on",
            "compression_type=zstd",
            "lazy_refcounts=on",
            "preallocation=metadata",
            "refcount_bits=1");
    for (String option : options) {
      Path file = qemuImg("a", "create", "-q", "-f", "qcow2", "-o", option, "a", "20M");
      Answer shown = upload("qcow2", file);
      assertThat(shown.body()).as(option).contains("\"virtual_size\":20971520");
    }
    qemuImg("s", "create", "-q", "-f", "qcow2", "s", "20M");
    Path snapshots = qemuImg("s", "snapshot", "-c", "one", "s");
    assertThat(upload("qcow2", snapshots).body()).contains("\"status\":\"active\"");
    Path full = directory.resolve("full");
    Files.write(full, new byte[3 << 20]);
    Path compressed = qemuImg("c", "convert", "-c", "-O", "qcow2", "full", "c");
    assertThat(upload("qcow2", compressed).body()).contains("\"virtual_size\":3145728");
  }

  @Test
  void onesThatLeadElsewhereAreRefused() throws Exception {
    qemuImg("base", "create", "-q", "-f", "qcow2", "base", "20M");
    Path backed = qemuImg("b", "create", "-q", "-f", "qcow2", "-b", "base", "-F", "qcow2", "b");
    assertRefused("qcow2", backed, "backing file");
    Path external = qemuImg("d", "create", "-q", "-f", "qcow2", "-o", "data_file=data", "d", "20M");
    assertRefused("qcow2", external, "external data file");
    Path luks =
        qemuImg(
            "e",
            "create",
            "-q",
            "--object",
            "secret,id=s,data=abcdefgh",
            "-f",
            "qcow2",
            "-o",
            "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
            "e",
            "20M");
    assertRefused("qcow2", luks, "encrypted");
  }

  @Test
  void otherFormatsAreRefusedWhateverTheyAreCalled() throws Exception {
    for (String format :
        List.of("qcow2", "qcow", "vmdk", "vhdx", "vdi", "vpc", "qed", "parallels")) {
      Path file = qemuImg("f", "create", "-q", "-f", format, "f", "20M");
      assertRefused("raw", file, "does not match disk_format &#x27;raw&#x27;");
      if (!format.equals("qcow2")) {
        Answer answer = upload("qcow2", file);
        assertThat(answer.status()).as(format).isEqualTo(415);
      }
    }
  }

  private void assertRefused(String format, Path file, String why) throws IOException {
    Answer answer = upload(format, file);
    assertThat(answer.status()).as("%s %s", file, answer.body()).isEqualTo(415);
    assertThat(answer.body()).contains(why);
  }
}
