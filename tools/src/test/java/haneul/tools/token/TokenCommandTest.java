package haneul.tools.token;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.console.CliRun;
import haneul.tools.console.ProgressBar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands refuse before they go anywhere. */
class TokenCommandTest {
  private final Path directory;
  private final String empty;

  TokenCommandTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.empty = Files.writeString(directory.resolve("empty"), "").toString();
  }

  private static CliRun run(String... arguments) {
    return CliRun.of(new TokenCommand(), arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mariadb://keystone:secret@127.0.0.1/keystone",
        "mysql+pymysql://keystone:secret@127.0.0.1/keystone",
        "jdbc:mysql://127.0.0.1/keystone?user=keystone&password=secret",
        "jdbc:mysql://127.0.0.1/keystone?PASSWORD=secret",
      })
  void aPasswordOnTheCommandLineIsRefusedAndNotRepeated(String url) {
    assertThat(run("report", "--jdbc", url, "--password-file", empty).refused())
        .contains("--password-file")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "keystone", "jdbc:postgresql://127.0.0.1/keystone", "jdbc:mariadb://"})
  void anAddressOfAnotherKindIsRefused(String url) {
    assertThat(run("report", "--jdbc", url, "--password-file", empty).refused())
        .contains("jdbc:mariadb://127.0.0.1/keystone");
  }

  @Test
  void aPasswordFileThatIsNotThereIsNamed() {
    String file = directory.resolve("nothing").toString();

    assertThat(run("flush", "--jdbc", "jdbc:mariadb://h/k", "--password-file", file).refused())
        .contains("nothing cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch=0", "--batch=10001", "--rate=-1", "--batch=many"})
  void numbersOutOfRangeAreUsageErrors(String option) {
    assertThat(run("flush", option).status()).isEqualTo(2);
  }

  @Test
  void withoutACloudOneIsToldWhatToName() {
    assertThat(run("report", "--state", directory.toString()).refused()).contains("--os-cloud");
  }

  @Test
  void aBarShowsShareRateAndWhatIsLeft() {
    ProgressBar bar = new ProgressBar(null, 1_000);
    bar.at(250);

    assertThat(bar.line(Duration.ofSeconds(5)))
        .isEqualTo("[#######                       ]  25 %  250 of 1000, 50/s, 15 s left   ");
  }
}
