package haneul.app.policy;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.app.FakeCloud;
import haneul.app.cloud.Cloud;
import haneul.app.policy.PolicyFile.Ask;
import haneul.app.policy.PolicyFile.Entry;
import haneul.platform.http.Json;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Every request of every table of routes, as each caller, on own and foreign things: a whole cloud
 * answers what {@code policy/*.txt} expect. They are written by hand, from OpenStack's rules.
 */
@Tag("long")
class PolicyMatrixTest {
  /** One small host has all the servers. */
  private static final String ROOMY =
      """
      compute:
        initial_cpu_allocation_ratio: 1000
        initial_ram_allocation_ratio: 1000
        initial_disk_allocation_ratio: 1000
      """;

  private static final ExecutorService AT_ONCE = Executors.newVirtualThreadPerTaskExecutor();
  private static final Map<PolicyPart, Future<List<String>>> FOUND =
      new EnumMap<>(PolicyPart.class);

  @TempDir static Path directory;
  private static FakeCloud cloud;
  private static Client client;
  private static Callers callers;

  @BeforeAll
  static void up() throws Exception {
    InetSocketAddress link = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Path settings = directory.resolve("state/haneul.yaml");
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, ROOMY);
    cloud = new FakeCloud(directory, Optional.of(link), Cloud.Role.WHOLE);
    client = new Client(cloud.url);
    String admin = cloud.logIn("admin");
    JsonNode token =
        Json.parseOurs(cloud.send("GET", "/identity/v3/auth/tokens", admin, "").body());
    String project = token.at("/token/project/id").asString();
    callers =
        new Callers(
            client,
            new Mint(cloud.state.fernetKeys()),
            new Callers.User(
                token.at("/token/user/id").asString(),
                project,
                admin,
                Optional.of(new Target.OnProject(project))));
    for (PolicyPart part : PolicyPart.values()) {
      FOUND.put(part, begin(part));
    }
  }

  @AfterAll
  static void down() {
    AT_ONCE.shutdownNow();
    AT_ONCE.close();
    client.close();
    cloud.close();
  }

  /** The services side by side, each with things of its own. */
  private static Future<List<String>> begin(PolicyPart part) {
    return AT_ONCE.submit(() -> {
      Map<String, String> prefixes = routes(part);
      Matrix matrix = new Matrix(callers, new Things(callers));
      for (Entry entry : part.read().entries()) {
        for (Ask ask : entry.asks()) {
          @Nullable String prefix = prefixes.get(ask.key());
          if (prefix != null) {
            matrix.ask(entry, ask, prefix);
          }
        }
      }
      return matrix.surprises();
    });
  }

  /**
   * The names of a part's requests, as the tables of routes have them, and what paths begin with.
   */
  private static Map<String, String> routes(PolicyPart part) {
    Map<String, String> prefixes = new HashMap<>();
    for (ServiceApi api : cloud.cloud.apis()) {
      if (PolicyPart.of(api) == part) {
        for (ServiceApi.Route route : api.routes()) {
          part.keys(api, route).forEach(key -> prefixes.put(key, part.prefix(api)));
        }
      }
    }
    return prefixes;
  }

  @ParameterizedTest
  @EnumSource(PolicyPart.class)
  void everyRequestHasItsRows(PolicyPart part) throws IOException {
    List<Entry> entries = part.read().entries();
    Set<String> listed = new TreeSet<>();
    entries.forEach(entry -> entry.asks().forEach(ask -> listed.add(ask.key())));

    assertThat(listed).containsExactlyInAnyOrderElementsOf(routes(part).keySet());
    assertThat(entries.stream().map(Matrix::incomplete).flatMap(Optional::stream)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(PolicyPart.class)
  void everyAnswerIsTheExpectedOne(PolicyPart part) throws Exception {
    assertThat(Objects.requireNonNull(FOUND.get(part)).get()).isEmpty();
  }
}
