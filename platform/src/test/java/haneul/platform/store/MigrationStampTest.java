package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationStampTest {
  @TempDir Path directory;

  @Test
  void tellsMigrationsApartAndSeesNothingElse() throws IOException {
    int one = stamp("db/migration/V1__a.sql", "CREATE TABLE a (b TEXT)", "other", "1");

    assertThat(stamp("db/migration/V1__a.sql", "CREATE TABLE a (b TEXT)", "other", "2"))
        .isEqualTo(one);
    assertThat(stamp("db/migration/V1__a.sql", "CREATE TABLE a (c TEXT)")).isNotEqualTo(one);
    assertThat(stamp("db/migration/V2__a.sql", "CREATE TABLE a (b TEXT)")).isNotEqualTo(one);
    assertThat(stamp("other", "1")).isNotZero();
  }

  private int stamp(String... namesAndTexts) throws IOException {
    Path file = Files.createTempFile(directory, "migrations", ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new JarEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      return MigrationStamp.of(List.of(jar));
    }
  }
}
