package haneul.tools.guard.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.tools.console.CliRun;
import haneul.tools.guard.GuardCommand;
import haneul.tools.guard.engine.Ban;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Apache, which takes the client's address from a header, and real .htaccess files. */
@Tag("engine")
final class ApacheTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final List<Ban> BANS =
      List.of(ban("198.51.100.7"), ban("198.51.100.128"), ban("2001:db8:1:2::/64"));

  @TempDir static Path directory;
  private static Process apache;
  private static int port;

  private static Ban ban(String network) {
    return new Ban(
        haneul.tools.guard.address.Network.require("test", network),
        "rule",
        NOW,
        NOW.plusSeconds(3600),
        1,
        false,
        List.of());
  }

  @BeforeAll
  static void start() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String site : List.of("open", "closed", "limit")) {
      Files.createDirectories(directory.resolve(site + "/below"));
      Files.writeString(directory.resolve(site + "/page"), "hello");
      Files.writeString(directory.resolve(site + "/below/page"), "hello");
    }
    Files.writeString(directory.resolve("passwords"), "u:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String modules =
        Stream.of(
                "mpm_event",
                "authz_core",
                "authz_host",
                "authz_user",
                "authn_core",
                "authn_file",
                "auth_basic",
                "access_compat",
                "remoteip")
            .map(name ->
                "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so".formatted(name, name))
            .collect(Collectors.joining("\n"));
    Path configuration = directory.resolve("apache.conf");
    Files.writeString(
        configuration,
        """
        ServerRoot DIR
        PidFile DIR/pid
        ServerName localhost
        Listen 127.0.0.1:PORT
        Mutex pthread
        ErrorLog DIR/error.log
        MODULES
        LogFormat "%a %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
        CustomLog DIR/access.log combined
        RemoteIPHeader X-Client
        RemoteIPTrustedProxy 127.0.0.1
        DocumentRoot DIR
        <Directory DIR/open>
        AllowOverride All
        Require all granted
        </Directory>
        <Directory DIR/closed>
        AllowOverride All
        Require ip 198.51.100.0/25
        </Directory>
        <Directory DIR/limit>
        AllowOverride Limit
        Require all granted
        </Directory>
        """
            .replace("DIR", directory.toString())
            .replace("PORT", Integer.toString(port))
            .replace("MODULES", modules));
    apache =
        new ProcessBuilder("apache2", "-f", configuration.toString(), "-D", "FOREGROUND")
            .inheritIO()
            .start();
    await().atMost(Duration.ofSeconds(30)).until(() -> status("open", "203.0.113.1") == 200);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    apache.destroy();
    if (!apache.waitFor(20, TimeUnit.SECONDS)) {
      apache.destroyForcibly().waitFor();
    }
  }

  @BeforeEach
  void clean() throws IOException {
    for (String site : List.of("open", "closed", "limit", "open/below")) {
      Files.deleteIfExists(directory.resolve(site + "/.htaccess"));
    }
  }

  private static int status(String site, String client, String... headers) {
    return get(site + "/page", client, headers);
  }

  private static int get(String path, String client, String... headers) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
              .header("X-Client", client)
              .timeout(Duration.ofSeconds(10));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void guard(String site, String syntax, List<Ban> bans) throws IOException {
    new Htaccess(directory.resolve(site + "/.htaccess"), syntax).apply(bans, NOW);
  }

  private static void write(String site, String htaccess) throws IOException {
    Files.writeString(directory.resolve(site + "/.htaccess"), htaccess);
  }

  /**
   * What the seed's author has: spammers in the log that Apache writes, out of the site by the line
   * in his crontab. One who forges lines bans nobody else.
   */
  @Test
  void spammersAreKeptOutOfTheWiki() throws IOException {
    String forged =
        "\" 200 1 \"-\" \"-\" 203.0.113.9 - - [22/Nov/2026:10:00:00 +0000] \"GET /?action=newaccount";
    String forgedName =
        Base64.getEncoder()
            .encodeToString(
                ("x 203.0.113.9 - - " + forged + ":secret").getBytes(StandardCharsets.UTF_8));
    write(
        "open",
        "AuthType Basic\nAuthName x\nAuthUserFile %s\n".formatted(directory.resolve("passwords")));
    for (int i = 0; i < 6; i++) {
      get("open/page?action=newaccount", "198.51.100.7");
      get("open/page?x=" + i, "198.51.100.9", "User-Agent", forged, "Referer", forged);
      get("open/page?x=" + i, "198.51.100.9", "Authorization", "Basic " + forgedName);
      get("open/page?action=login", "198.51.100.10");
    }
    assertThat(status("open", "198.51.100.7")).isEqualTo(200);
    Path log = directory.resolve("access.log");
    assertThat(Files.readString(log)).contains("203.0.113.9");
    String said =
        CliRun.of(
                new GuardCommand(),
                "--log",
                log.toString(),
                "--rule",
                "moinmoin-newaccount",
                "--htaccess",
                directory.resolve("open/.htaccess").toString(),
                "--state",
                directory.resolve("state").toString())
            .ok();
    assertThat(said).startsWith("banned 198.51.100.7 from ").hasLineCount(1);
    assertThat(status("open", "198.51.100.7")).isEqualTo(403);
    for (String other : List.of("198.51.100.9", "198.51.100.10", "203.0.113.9")) {
      assertThat(status("open", other)).as(other).isEqualTo(200);
    }
    CliRun.of(
            new GuardCommand(),
            "unban",
            "198.51.100.7",
            "--state",
            directory.resolve("state").toString())
        .ok();
    assertThat(status("open", "198.51.100.7")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"both", "2.4", "2.2"})
  void theBannedAreRefusedAndOthersServed(String syntax) throws IOException {
    write("open", "# mine\nAddDefaultCharset utf-8\n");
    guard("open", syntax, BANS);
    for (String banned : List.of("198.51.100.7", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9")) {
      assertThat(status("open", banned)).as(banned).isEqualTo(403);
      assertThat(status("open/below", banned)).as(banned).isEqualTo(403);
    }
    for (String other :
        List.of("198.51.100.8", "198.51.100.70", "2001:db8:1:3::1", "203.0.113.1")) {
      assertThat(status("open", other)).as(other).isEqualTo(200);
      assertThat(status("open/below", other)).as(other).isEqualTo(200);
    }
    guard("open", syntax, List.of());
    assertThat(status("open", "198.51.100.7")).isEqualTo(200);
    assertThat(directory.resolve("open/.htaccess")).hasContent("# mine\nAddDefaultCharset utf-8");
  }

  /** What the server's configuration closes stays closed: a list of bans opens nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"both", "2.4"})
  void whatIsClosedAboveStaysClosed(String syntax) throws IOException {
    assertThat(status("closed", "203.0.113.1")).isEqualTo(403);
    guard("closed", syntax, BANS);
    assertThat(status("closed", "203.0.113.1")).isEqualTo(403);
    assertThat(status("closed", "198.51.100.7")).isEqualTo(403);
    assertThat(status("closed", "198.51.100.8")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"both", "2.4", "2.2"})
  void aPasswordIsStillAskedFor(String syntax) throws IOException {
    write(
        "open",
        "AuthType Basic\nAuthName x\nAuthUserFile %s\nRequire valid-user\n"
            .formatted(directory.resolve("passwords")));
    guard("open", syntax, BANS);
    String basic =
        "Basic " + Base64.getEncoder().encodeToString("u:admin".getBytes(StandardCharsets.UTF_8));
    assertThat(status("open", "198.51.100.8")).isEqualTo(401);
    assertThat(status("open", "198.51.100.8", "Authorization", basic)).isEqualTo(200);
    assertThat(status("open", "198.51.100.7", "Authorization", basic)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Require ip 198.51.100.0/25\n",
        "Order Deny,Allow\nDeny from all\nAllow from 198.51.100.0/25\n",
        "Order Allow,Deny\nAllow from 198.51.100.0/25\n"
      })
  void theFilesOwnRulesHold(String own) throws IOException {
    write("open", own);
    guard("open", "both", BANS);
    assertThat(status("open", "198.51.100.8")).isEqualTo(200);
    assertThat(status("open", "198.51.100.7")).isEqualTo(403);
    assertThat(status("open", "203.0.113.1")).isEqualTo(403);
  }

  @Test
  void aFileBelowWithRulesOfItsOwnDoesNotLiftBans() throws IOException {
    guard("open", "both", BANS);
    write("open/below", "Require all granted\n");
    assertThat(status("open/below", "198.51.100.7")).isEqualTo(403);
    assertThat(status("open/below", "198.51.100.8")).isEqualTo(200);
  }

  /** For hosts where only Deny and Allow may be overridden. */
  @Test
  void theOldSyntaxNeedsLess() throws IOException {
    guard("limit", "2.2", BANS);
    assertThat(status("limit", "198.51.100.7")).isEqualTo(403);
    assertThat(status("limit", "198.51.100.8")).isEqualTo(200);
  }

  @Test
  void asManyAsThereMayBe() throws IOException {
    List<Ban> many =
        Stream.iterate(0, i -> i + 1)
            .limit(Htaccess.MOST_BANS)
            .map(i -> ban("203.0." + i / 250 + "." + i % 250))
            .toList();
    guard("open", "both", many);
    assertThat(status("open", "203.0.7.249")).isEqualTo(403);
    assertThat(status("open", "203.0.7.250")).isEqualTo(200);
  }
}
