package haneul.app.cli;

import haneul.app.lab.LabStatus;
import haneul.app.lab.LabStatus.HostStatus;
import haneul.platform.http.Json;
import haneul.tools.console.Table;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul lab status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show the lab's hosts, and what is wrong between them on purpose.",
      "What the cloud thinks of them: haneul lab shell control haneul host list"
    })
final class LabStatusCommand implements Callable<Integer> {
  private static final int KIBI = 1024;

  @Mixin private LabOptions options = new LabOptions();

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    LabStatus status = options.lab().status();
    System.out.print(json ? json(status) + "\n" : text(status));
    return 0;
  }

  private static String json(LabStatus status) {
    ObjectNode view = Json.object();
    view.put("api", status.api());
    view.put("memory_kibibytes", status.memoryKibibytes());
    ArrayNode hosts = view.putArray("hosts");
    for (HostStatus host : status.hosts()) {
      ObjectNode each = hosts.addObject();
      each.put("name", host.name());
      each.put("power", power(host));
      each.put("haneul", host.haneul());
      each.put("address", host.address());
      each.put("processes", host.processes());
      each.put("memory_kibibytes", host.memoryKibibytes());
      ArrayNode roles = each.putArray("roles");
      host.roles().forEach(roles::add);
    }
    ArrayNode cuts = view.putArray("cuts");
    status.cuts().forEach(cuts::add);
    ObjectNode delays = view.putObject("delays");
    status.delays().forEach(delays::put);
    return Json.text(view);
  }

  private static String power(HostStatus host) {
    return host.power().name().toLowerCase(Locale.ROOT);
  }

  private static String text(LabStatus status) {
    Table hosts = new Table("HOST", "POWER", "HANEUL", "ROLES", "ADDRESS", "PROCESSES", "MIB");
    for (HostStatus host : status.hosts()) {
      hosts.row(
          host.name(),
          power(host),
          host.roles().isEmpty() ? "-" : host.haneul() ? "runs" : "does not run",
          String.join(",", host.roles()),
          host.address(),
          Integer.toString(host.processes()),
          Long.toString(host.memoryKibibytes() / KIBI));
    }
    StringBuilder text = new StringBuilder(hosts.toString());
    for (String pair : status.cuts()) {
      text.append("cut: ").append(pair).append('\n');
    }
    status
        .delays()
        .forEach((pair, how) ->
            text.append("delayed: ").append(pair).append(", ").append(how).append('\n'));
    text.append("memory: ").append(status.memoryKibibytes() / KIBI).append(" MiB\n");
    text.append("API: ")
        .append(status.api().isEmpty() ? "not on this machine; haneul lab up" : status.api())
        .append('\n');
    return text.toString();
  }
}
