package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.ServerId;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerName;
import haneul.services.compute.ops.ServerChanges;
import haneul.services.compute.ops.ServerReads;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /servers}. */
final class ServersApi {
  private final ServerReads reads;
  private final ServerChanges changes;

  ServersApi(ServerReads reads, ServerChanges changes) {
    this.reads = reads;
    this.changes = changes;
  }

  void mount(ServiceApi api) {
    api.get("/v2.1/servers", Access.READER, this::names)
        .get("/v2.1/servers/detail", Access.READER, this::details)
        .post("/v2.1/servers", Access.MEMBER, this::create)
        .get("/v2.1/servers/{id}", Access.READER, this::show)
        .put("/v2.1/servers/{id}", Access.MEMBER, this::update)
        .delete("/v2.1/servers/{id}", Access.MEMBER, this::delete)
        .get("/v2.1/servers/{id}/ips", Access.READER, this::addresses)
        .get("/v2.1/servers/{id}/ips/{network}", Access.READER, this::addressesOf);
  }

  private Response names(Request request) {
    ServerListQuery query = ServerListQuery.parse(request);
    List<ServerName> servers =
        query.nothing()
            ? List.of()
            : reads.names(
                request.caller(), query.filter(), query.order(), marker(request), limit(request));
    ServerView view = new ServerView(request, request.caller());
    return list(request, servers, false, ServerName::id, view::brief);
  }

  private Response details(Request request) {
    ServerListQuery query = ServerListQuery.parse(request);
    if (query.nothing()) {
      return list(request, List.<Server>of(), false, Server::id, _ -> Json.object());
    }
    ServerView view = new ServerView(request, request.caller());
    ServerReads.Page page =
        reads.page(
            request.caller(),
            query.filter(),
            query.order(),
            marker(request),
            limit(request),
            view.showsUserData());
    return list(
        request,
        page.servers(),
        page.more(),
        Server::id,
        server -> view.full(server, page.around()));
  }

  private static Optional<String> marker(Request request) {
    return request.query().first("marker");
  }

  private static int limit(Request request) {
    return Views.limit(request.query());
  }

  private static <T> Response list(
      Request request,
      List<T> servers,
      boolean more,
      Function<T, ServerId> id,
      Function<T, ObjectNode> view) {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("servers");
    servers.forEach(server -> list.add(view.apply(server)));
    if (more || (!servers.isEmpty() && servers.size() == limit(request))) {
      Views.next(body, request, "servers", id.apply(servers.getLast()).value());
    }
    return Response.ok(body);
  }

  private Response show(Request request) {
    return shown(request, request.param("id"));
  }

  private Response shown(Request request, String id) {
    ServerView view = new ServerView(request, request.caller());
    ServerReads.Page found =
        view.showsUserData()
            ? reads.showWhole(request.caller(), id)
            : reads.show(request.caller(), id);
    ObjectNode body = Json.object();
    body.set("server", view.show(found.single(), found.around()));
    return Response.ok(body);
  }

  private Response create(Request request) {
    Microversion version = Microversions.of(request);
    ServerBody.Parsed parsed = ServerBody.parse(request, version);
    List<Server> servers = changes.create(request.caller(), request.requestId(), parsed.wish());
    Server first = servers.getFirst();
    ObjectNode body = Json.object();
    if (parsed.returnReservation()) {
      body.put("reservation_id", first.boot().reservationId());
      return Response.json(202, body);
    }
    ObjectNode node = body.putObject("server");
    node.put("id", first.id().value());
    Views.links(node, request, "servers/" + first.id());
    node.put("OS-DCF:diskConfig", first.boot().diskConfig());
    ArrayNode groups = node.putArray("security_groups");
    first.boot().nics().groupNames().forEach(name -> groups.addObject().put("name", name));
    return Response.json(202, body)
        .with("Location", request.baseUrl() + "/v2.1/servers/" + first.id());
  }

  private Response update(Request request) {
    Microversion version = Microversions.of(request);
    String id = request.param("id");
    reads.find(request.caller(), id);
    Fields root = request.json();
    Fields server = root.requiredObject("server");
    root.rejectOthers();
    Optional<String> name = server.has("name") ? Optional.of(Inputs.name(server, "name")) : none();
    Optional<Optional<String>> description =
        version.atLeast(19) && server.has("description")
            ? Optional.of(Inputs.description(server, "description"))
            : Optional.empty();
    Optional<String> hostname = version.atLeast(90) ? Inputs.hostname(server, "hostname") : none();
    Optional<String> ipv4 =
        server.has("accessIPv4") ? Optional.of(Inputs.ipv4(server, "accessIPv4")) : none();
    Optional<String> ipv6 =
        server.has("accessIPv6") ? Optional.of(Inputs.ipv6(server, "accessIPv6")) : none();
    Optional<String> disk = server.oneOf("OS-DCF:diskConfig", List.of("AUTO", "MANUAL"));
    server.rejectOthers();
    if (server.names().isEmpty()) {
      throw CloudException.badField("server", server.raw(), "{} does not have enough properties");
    }
    changes.update(
        request.caller(),
        id,
        new ServerChanges.Update(name, description, hostname, ipv4, ipv6, disk));
    return shown(request, id);
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private Response delete(Request request) {
    changes.delete(request.caller(), request.requestId(), request.param("id"));
    return Response.empty(204);
  }

  private Response addresses(Request request) {
    ServerReads.Page found = reads.show(request.caller(), request.param("id"));
    ObjectNode body = Json.object();
    body.set("addresses", simple(found));
    return Response.ok(body);
  }

  private Response addressesOf(Request request) {
    ServerReads.Page found = reads.show(request.caller(), request.param("id"));
    String network = request.param("network");
    ObjectNode addresses = simple(found);
    if (!addresses.has(network)) {
      throw CloudException.notFound(
          "NetworkNotFound", "Instance is not a member of specified network");
    }
    ObjectNode body = Json.object();
    body.set(network, addresses.path(network));
    return Response.ok(body);
  }

  /** Addresses as {@code ips} shows them: without type and MAC. */
  private static ObjectNode simple(ServerReads.Page found) {
    ObjectNode networks = ServerView.addresses(found.around().portsOf(found.single()));
    networks.forEach(list ->
        list.forEach(each -> {
          ((ObjectNode) each).remove("OS-EXT-IPS:type");
          ((ObjectNode) each).remove("OS-EXT-IPS-MAC:mac_addr");
        }));
    return networks;
  }
}
