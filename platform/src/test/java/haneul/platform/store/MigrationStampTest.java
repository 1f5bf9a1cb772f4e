package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationStampTest {
  @TempDir Path directory;

  @Test
  void tellsMigrationsApartAndSeesNothingElse() throws IOException {
    int one = jar("db/migration/V1__a.sql", "CREATE TABLE a (b TEXT)", "other", "1");

    assertThat(jar("db/migration/V1__a.sql", "CREATE TABLE a (b TEXT)", "other", "2"))
        .isEqualTo(one);
    assertThat(jar("db/migration/V1__a.sql", "CREATE TABLE a (c TEXT)")).isNotEqualTo(one);
    assertThat(jar("db/migration/V2__a.sql", "CREATE TABLE a (b TEXT)")).isNotEqualTo(one);
    assertThat(jar("other", "1")).isNotZero();
  }

  @Test
  void isTheSameForAJarAndForWhatItWasMadeOf() throws IOException {
    String text = "CREATE TABLE a (b TEXT)";
    Path classes = Files.createDirectories(directory.resolve("a place/db/migration"));
    Files.writeString(classes.resolve("V1__a.sql"), text);

    assertThat(MigrationStamp.of(List.of(classes.toUri().toURL())))
        .isEqualTo(jar("db/migration/V1__a.sql", text));
  }

  private int jar(String... namesAndTexts) throws IOException {
    Path file = Files.createTempFile(directory, "migrations", ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new JarEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    URI inside = URI.create("jar:" + file.toUri() + "!/");
    return MigrationStamp.of(List.of(inside.toURL()));
  }
}
