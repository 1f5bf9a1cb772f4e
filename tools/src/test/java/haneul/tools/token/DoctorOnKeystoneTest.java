package haneul.tools.token;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.console.CliRun;
import haneul.tools.doctor.DoctorCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor at the seed's token table: what it names mends it. */
class DoctorOnKeystoneTest extends OnKeystone {
  DoctorOnKeystoneTest(@TempDir Path directory) throws IOException, SQLException {
    super(directory);
  }

  private CliRun doctor() {
    String[] arguments = {
      "--only",
      "tokens",
      "--jdbc",
      server.url(name),
      "--user",
      TestMariaDb.USER,
      "--password-file",
      passwordFile.toString()
    };
    return CliRun.of(new DoctorCommand(), arguments);
  }

  @Test
  void expiredTokensAndMissingIndexesAreFoundUntilTheyAreMended() throws SQLException {
    execute(
        HavanaTable.tokens(HavanaTable.QUANTUM, 20_354, "UTC_TIMESTAMP() - INTERVAL 8 DAY", 30));
    execute(HavanaTable.tokens(HavanaTable.ADMIN, 4, "UTC_TIMESTAMP() + INTERVAL 2 HOUR", 1));

    CliRun run = doctor();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("20354 of Keystone's 20358 tokens are expired", "lacks");

    run("advise", "--apply").ok();
    run("flush").ok();
    assertThat(doctor().ok()).isEqualTo("Nothing is wrong. Looked at: tokens\n");
  }

  @Test
  void aDatabaseThatCannotBeEntered() throws SQLException {
    execute("DROP TABLE token");
    assertThat(doctor().ok()).contains("that Keystone keeps no tokens");
    CliRun refused =
        CliRun.of(
            new DoctorCommand(),
            "--only",
            "tokens",
            "--jdbc",
            server.url(name),
            "--user",
            "nobody",
            "--password-file",
            passwordFile.toString());
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.out()).contains("could not look (tokens)", "refuses nobody");
  }
}
