package haneul.lab;

import haneul.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A lab of {@code haneul lab}, driven by its commands and, from this machine, by clients. */
final class SevenHosts implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path state;
  private final String listen;

  private SevenHosts(Path state, String listen) {
    this.state = state;
    this.listen = listen;
  }

  /** One that is not up yet. */
  static SevenHosts create() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new SevenHosts(
          Files.createTempDirectory(Path.of("/var/tmp"), "haneul-lab-"),
          "127.0.0.1:" + socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path state() {
    return state;
  }

  String listen() {
    return listen;
  }

  /** {@code haneul lab COMMAND --state … ARGUMENTS}. */
  Shell.Output lab(String command, String... arguments) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of(LabCloud.findHome().resolve("haneul").toString(), "lab", command));
    all.addAll(List.of("--state", state.toString()));
    all.addAll(List.of(arguments));
    return Shell.run(LIMIT, Map.of("HANEUL_NO_BUILD", "1"), all);
  }

  void up() {
    lab("up", "--listen", listen).expectSuccess();
  }

  JsonNode status() {
    return Json.parseOurs(lab("status", "--json").expectSuccess());
  }

  JsonNode status(String host) {
    for (JsonNode each : status().path("hosts")) {
      if (each.path("name").asString().equals(host)) {
        return each;
      }
    }
    throw new AssertionError("no host " + host);
  }

  /** What clients of this machine enter with, as the cloud's administrator. */
  Map<String, String> administrator() {
    return Map.of(
        "OS_CLIENT_CONFIG_FILE",
        state.resolve("clouds.yaml").toString(),
        "OS_CLOUD",
        "haneul-admin");
  }

  /** The API as the cloud's administrator. */
  LabApi api() throws IOException {
    return LabApi.login(
        "http://" + listen, state.resolve("hosts/control/upper/var/lib/haneul"), "admin");
  }

  /**
   * What is of a lab, or would be left of one, on this machine: processes that name its directory,
   * mounts, links, named namespaces.
   */
  Set<String> traces() {
    Set<String> traces = new TreeSet<>();
    ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(state.toString()))
        .forEach(line -> traces.add("process " + line));
    traces.addAll(lines("link ", "ip", "-o", "link", "show"));
    traces.addAll(lines("namespace ", "ip", "netns", "list"));
    traces.addAll(lines("mount ", "findmnt", "-rno", "TARGET,FSTYPE"));
    traces.addAll(lines("address ", "ip", "-o", "-4", "addr", "show"));
    traces.addAll(lines("held ", "lsns", "-rno", "NS,TYPE"));
    return traces;
  }

  private static Set<String> lines(String kind, String... command) {
    return Shell.run(command)
        .expectSuccess()
        .lines()
        .map(line -> kind + line.replaceFirst("^[0-9]+: ([^:@]+).*", "$1").strip())
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    lab("down").expectSuccess();
  }
}
