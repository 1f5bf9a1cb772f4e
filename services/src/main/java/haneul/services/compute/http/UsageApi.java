package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Usage;
import haneul.services.compute.ops.UsageReports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-simple-tenant-usage}. */
final class UsageApi {
  private static final String PATH = "/v2.1/os-simple-tenant-usage";
  private static final Duration USUAL_WINDOW = Duration.ofDays(28);

  private final UsageReports reports;

  UsageApi(UsageReports reports) {
    this.reports = reports;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.ADMIN, this::all).get(PATH + "/{project}", Access.READER, this::one);
  }

  /** The window asked for; the end shown is never in the future. */
  private record Window(Instant begin, Instant end) {}

  private Window window(Request request) {
    Instant now = reports.now();
    Instant end = Views.time(request.query(), "end").orElse(now);
    Instant begin = Views.time(request.query(), "start").orElse(end.minus(USUAL_WINDOW));
    if (begin.isAfter(end)) {
      throw CloudException.badRequest(
          "Invalid start time. The start time cannot occur after the end time.");
    }
    return new Window(begin, end.isAfter(now) ? now : end);
  }

  private List<Usage> usages(Request request, Optional<ProjectId> project, Window window) {
    boolean paged = Microversions.of(request).atLeast(40);
    return reports.usages(
        new UsageReports.Wanted(
            project,
            window.begin(),
            window.end(),
            paged ? request.query().first("marker") : Optional.empty(),
            paged ? OptionalInt.of(Views.limit(request.query())) : OptionalInt.empty()));
  }

  private Response all(Request request) {
    Window window = window(request);
    List<Usage> usages = usages(request, Optional.empty(), window);
    boolean detailed = request.query().first("detailed").filter("1"::equals).isPresent();
    Map<ProjectId, List<Usage>> projects = new LinkedHashMap<>();
    for (Usage usage : usages) {
      projects.computeIfAbsent(usage.run().project(), id -> new ArrayList<>()).add(usage);
    }
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("tenant_usages");
    projects.forEach((project, its) -> list.add(project(project, its, window, detailed)));
    next(body, request, "tenant_usages", usages);
    return Response.ok(body);
  }

  private Response one(Request request) {
    String asked = request.param("project");
    boolean own = request.caller().project().filter(id -> id.value().equals(asked)).isPresent();
    if (!own && !request.caller().isAdmin()) {
      throw CloudException.forbidden(
          "Policy doesn't allow os_compute_api:os-simple-tenant-usage:show to be performed.");
    }
    Window window = window(request);
    ObjectNode body = Json.object();
    if (!asked.matches("[A-Za-z0-9_-]{1,64}")) {
      body.putObject("tenant_usage");
      return Response.ok(body);
    }
    ProjectId project = new ProjectId(asked);
    List<Usage> usages = usages(request, Optional.of(project), window);
    if (usages.isEmpty()) {
      body.putObject("tenant_usage");
    } else {
      body.set("tenant_usage", project(project, usages, window, true));
    }
    next(body, request, "tenant_usage", usages);
    return Response.ok(body);
  }

  private static void next(ObjectNode body, Request request, String name, List<Usage> usages) {
    if (Microversions.of(request).atLeast(40) && !usages.isEmpty()) {
      Views.next(body, request, name, usages.size(), usages.getLast().run().server().value());
    }
  }

  private static ObjectNode project(
      ProjectId project, List<Usage> usages, Window window, boolean detailed) {
    ObjectNode node = Json.object();
    node.put("tenant_id", project.value());
    if (detailed) {
      ArrayNode servers = node.putArray("server_usages");
      usages.forEach(usage -> servers.add(server(usage)));
    }
    double disk = 0;
    double vcpus = 0;
    double memory = 0;
    double hours = 0;
    for (Usage usage : usages) {
      Usage.Run run = usage.run();
      disk += run.diskGibibytes() * usage.hours();
      vcpus += run.vcpus() * usage.hours();
      memory += run.memoryMebibytes() * usage.hours();
      hours += usage.hours();
    }
    node.put("total_local_gb_usage", disk);
    node.put("total_vcpus_usage", vcpus);
    node.put("total_memory_mb_usage", memory);
    node.put("total_hours", hours);
    node.put("start", Views.exact(window.begin()));
    node.put("stop", Views.exact(window.end()));
    return node;
  }

  private static ObjectNode server(Usage usage) {
    Usage.Run run = usage.run();
    ObjectNode node = Json.object();
    node.put("hours", usage.hours());
    node.put("flavor", run.flavorName());
    node.put("instance_id", run.server().value());
    node.put("name", run.name());
    node.put("tenant_id", run.project().value());
    node.put("memory_mb", run.memoryMebibytes());
    node.put("local_gb", run.diskGibibytes());
    node.put("vcpus", run.vcpus());
    node.put("started_at", Views.micros(usage.started()));
    node.put("ended_at", usage.ended().map(Views::micros).orElse(null));
    node.put("state", usage.state());
    node.put("uptime", usage.uptimeSeconds());
    return node;
  }
}
