package haneul.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JoiningKeyTest {
  private static final String TOKEN = "ab".repeat(32);
  private static final String OTHER_TOKEN = "cd".repeat(32);

  private final Path file;

  JoiningKeyTest(@TempDir Path directory) {
    file = directory.resolve("host.pem.joining");
  }

  private byte[] key(String token) throws IOException {
    return JoiningKey.of(file, token).getPublic().getEncoded();
  }

  @Test
  void isFoundAgain() throws IOException {
    byte[] made = key(TOKEN);
    byte[] kept = Files.readAllBytes(file);
    assertThat(key(TOKEN)).isEqualTo(made);
    assertThat(JoiningKey.of(file, TOKEN).getPrivate()).isNotNull();
    assertThat(file).hasBinaryContent(kept);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void isOfOneToken() throws IOException {
    byte[] made = key(TOKEN);
    assertThat(key(OTHER_TOKEN)).isNotEqualTo(made);
  }

  @Test
  void whatIsNotWholeIsReplaced() throws IOException {
    byte[] made = key(TOKEN);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 1; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      byte[] fresh = key(TOKEN);
      assertThat(fresh).as("cut at %d", length).isNotEqualTo(made);
      assertThat(key(TOKEN)).isEqualTo(fresh);
    }
    Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(key(TOKEN)).isEqualTo(key(TOKEN));
    Files.writeString(file.resolveSibling("host.pem.joining.new"), "half");
    assertThat(key(OTHER_TOKEN)).isEqualTo(key(OTHER_TOKEN));
  }
}
