package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import haneul.tools.console.Table;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul status}: services, hosts and guests, as the APIs show them. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show services, hosts and guests.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:it runs", "3:it does not run"})
public final class StatusCommand implements Callable<Integer> {
  private static final int NOT_RUNNING = 3;
  private static final long FEW_BYTES = 64 << 20;

  @Mixin private CloudOptions cloud = new CloudOptions();

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    Optional<ProcessHandle> owner = state.exists() ? state.owner() : Optional.empty();
    ObjectNode status = Json.object();
    status.put("running", owner.isPresent());
    status.put("state", state.root().toString());
    if (state.exists()) {
      status.put("free_bytes", state.usableBytes());
    }
    if (owner.isPresent()) {
      ApiClient admin = ApiClient.admin(state);
      status.put("pid", owner.get().pid());
      status.put("url", admin.base());
      status.put("plain_http", state.plain());
      status.set("services", services(admin));
      status.set("hosts", hosts(admin));
      status.set("guests", guests(admin));
    }
    System.out.print(json ? Json.text(status) + "\n" : text(status));
    return owner.isPresent() ? 0 : NOT_RUNNING;
  }

  /** The catalog, each service asked for its version document. */
  private static ArrayNode services(ApiClient admin) throws IOException, InterruptedException {
    ArrayNode services = Json.array();
    for (JsonNode entry : admin.get("/identity/v3/auth/catalog").path("catalog")) {
      ObjectNode service = services.addObject();
      String url = entry.path("endpoints").path(0).path("url").stringValue("");
      service.put("type", entry.path("type").stringValue(""));
      service.put("url", url);
      service.put("state", answers(admin, url) ? "up" : "down");
    }
    return services;
  }

  private static boolean answers(ApiClient admin, String url) throws InterruptedException {
    try {
      admin.get(url.substring(admin.base().length()));
      return true;
    } catch (IOException | UserError e) {
      return false;
    }
  }

  private static ArrayNode hosts(ApiClient admin) throws IOException, InterruptedException {
    ArrayNode hosts = Json.array();
    for (JsonNode found : admin.get("/compute/v2.1/os-hypervisors/detail").path("hypervisors")) {
      ObjectNode host = hosts.addObject();
      host.put("name", found.path("hypervisor_hostname").stringValue(""));
      host.put("state", found.path("state").stringValue(""));
      host.put("type", found.path("hypervisor_type").stringValue(""));
      host.put("vcpus", found.path("vcpus").asInt(0));
      host.put("vcpus_used", found.path("vcpus_used").asInt(0));
      host.put("memory_mebibytes", found.path("memory_mb").asInt(0));
      host.put("memory_mebibytes_used", found.path("memory_mb_used").asInt(0));
      host.put("guests", found.path("running_vms").asInt(0));
    }
    return hosts;
  }

  private static ArrayNode guests(ApiClient admin) throws IOException, InterruptedException {
    ArrayNode guests = Json.array();
    String page = "/compute/v2.1/servers/detail?all_tenants=1";
    while (!page.isEmpty()) {
      JsonNode answer = admin.get(page);
      for (JsonNode found : answer.path("servers")) {
        ObjectNode guest = guests.addObject();
        guest.put("id", found.path("id").stringValue(""));
        guest.put("name", found.path("name").stringValue(""));
        guest.put("status", found.path("status").stringValue(""));
        guest.put("host", found.path("OS-EXT-SRV-ATTR:host").stringValue(""));
        guest.put("project_id", found.path("tenant_id").stringValue(""));
        ArrayNode addresses = guest.putArray("addresses");
        found
            .path("addresses")
            .forEach(network ->
                network.forEach(address -> addresses.add(address.path("addr").stringValue(""))));
      }
      page = next(answer, admin.base());
    }
    return guests;
  }

  private static String next(JsonNode answer, String base) {
    for (JsonNode link : answer.path("servers_links")) {
      if (link.path("rel").stringValue("").equals("next")) {
        return link.path("href").stringValue("").substring(base.length());
      }
    }
    return "";
  }

  private static String text(JsonNode status) {
    long free = status.path("free_bytes").longValue(Long.MAX_VALUE);
    String warning =
        free >= FEW_BYTES
            ? ""
            : "The disk of "
                + status.path("state").stringValue("")
                + " is full ("
                + (free >> 20)
                + " MiB are free): nothing new is taken in until there is room.\n\n";
    if (!status.path("running").booleanValue()) {
      return warning
          + "No cloud runs from "
          + status.path("state").stringValue("")
          + ". Start it with: haneul up\n";
    }
    warning +=
        status.path("plain_http").booleanValue()
            ? "The APIs are served without TLS (--plain-http): passwords can be read on the way.\n\n"
            : "";
    Table services = new Table("SERVICE", "STATE", "URL");
    for (JsonNode service : status.path("services")) {
      services.row(
          service.path("type").stringValue(""),
          service.path("state").stringValue(""),
          service.path("url").stringValue(""));
    }
    Table hosts = new Table("HOST", "STATE", "TYPE", "VCPUS USED", "MIB USED", "GUESTS");
    for (JsonNode host : status.path("hosts")) {
      hosts.row(
          host.path("name").stringValue(""),
          host.path("state").stringValue(""),
          host.path("type").stringValue(""),
          host.path("vcpus_used").asInt() + " of " + host.path("vcpus").asInt(),
          host.path("memory_mebibytes_used").asInt()
              + " of "
              + host.path("memory_mebibytes").asInt(),
          Integer.toString(host.path("guests").asInt()));
    }
    Table guests = new Table("GUEST", "STATUS", "HOST", "ADDRESSES", "ID");
    for (JsonNode guest : status.path("guests")) {
      List<String> addresses = new ArrayList<>();
      guest.path("addresses").forEach(address -> addresses.add(address.stringValue("")));
      guests.row(
          guest.path("name").stringValue(""),
          guest.path("status").stringValue(""),
          guest.path("host").stringValue(""),
          String.join(", ", addresses),
          guest.path("id").stringValue(""));
    }
    return warning + services + "\n" + hosts + "\n" + guests;
  }
}
