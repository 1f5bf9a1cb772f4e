package haneul.app.policy;

import haneul.platform.http.ServiceApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The parts of the matrix: one a service, and one for all that no OpenStack has. */
enum PolicyPart {
  IDENTITY,
  IMAGE,
  NETWORK,
  COMPUTE,
  HANEUL;

  private List<String> files() {
    return switch (this) {
      case IDENTITY ->
          List.of("identity", "identity-roles", "identity-catalog", "identity-secrets");
      case IMAGE, NETWORK, COMPUTE, HANEUL -> List.of(name().toLowerCase(Locale.ROOT));
    };
  }

  static PolicyPart of(ServiceApi api) {
    return switch (api.name()) {
      case "identity" -> IDENTITY;
      case "image" -> IMAGE;
      case "network" -> NETWORK;
      case "compute" -> COMPUTE;
      default -> HANEUL;
    };
  }

  /** What stands before the paths in the file: nothing where they are whole. */
  String prefix(ServiceApi api) {
    return this == HANEUL ? "" : api.prefix();
  }

  /** The names of a route's requests in the file. */
  List<String> keys(ServiceApi api, ServiceApi.Route route) {
    String path = (this == HANEUL ? api.prefix() : "") + route.template();
    String key = route.method() + " " + path;
    return route.actions().isEmpty()
        ? List.of(key)
        : route.actions().stream().map(action -> key + " " + action).toList();
  }

  /** All its files, as one with the title of the first. */
  PolicyFile read() throws IOException {
    List<PolicyFile> read = new ArrayList<>();
    for (String name : files()) {
      try (InputStream file =
          Objects.requireNonNull(PolicyPart.class.getResourceAsStream(name + ".txt"))) {
        read.add(PolicyFile.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    return new PolicyFile(
        read.getFirst().title(), read.stream().flatMap(file -> file.entries().stream()).toList());
  }
}
