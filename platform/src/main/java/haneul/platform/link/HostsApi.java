package haneul.platform.link;

import haneul.base.error.CloudException;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.PhysicalNetwork;
import haneul.base.id.HostName;
import haneul.platform.http.Access;
import haneul.platform.http.ErrorFormat;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.log.SecurityLog;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hosts joining and leaving, for the administrator: what OpenStack has no API for. Taking a host
 * out of use and back is compute's {@code os-services}.
 */
public final class HostsApi {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,63}");
  private static final int USUAL_LIFE_SECONDS = 3_600;
  private static final int LONGEST_LIFE_SECONDS = 7 * 86_400;

  private final Store store;
  private final Hosts hosts;
  private final AgentLink link;
  private final Enrolments enrolments;
  private final InstantSource clock;
  private final Duration hostSilence;

  /**
   * @param hostSilence how long one that is up may say nothing
   */
  public HostsApi(
      Store store,
      Hosts hosts,
      AgentLink link,
      Enrolments enrolments,
      InstantSource clock,
      Duration hostSilence) {
    this.clock = clock;
    this.hostSilence = hostSilence;
    this.store = store;
    this.hosts = hosts;
    this.link = link;
    this.enrolments = enrolments;
  }

  public ServiceApi api() {
    return new ServiceApi("hosts", "/haneul/v1", ErrorFormat::keystone)
        .get("/hosts", Access.ADMIN, _ -> list())
        .post("/host-tokens", Access.ADMIN, this::newToken)
        .post("/hosts/{name}/revoke", Access.ADMIN, this::revoke)
        .delete("/hosts/{name}", Access.ADMIN, this::remove);
  }

  private Response list() {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("hosts");
    store
        .read(tx -> hosts.all(tx).stream().map(host -> view(tx, host)).toList())
        .forEach(list::add);
    return Response.ok(body);
  }

  private ObjectNode view(Tx tx, Hosts.Host host) {
    ObjectNode view = Json.object();
    view.put("name", host.name().value());
    view.put("address", host.facts().address());
    ArrayNode roles = view.putArray("roles");
    host.facts().roles().forEach(role -> roles.add(role.text()));
    view.put(
        "tunnel_address", host.facts().underlay().map(HostReport.Underlay::address).orElse(null));
    ArrayNode physical = view.putArray("physical_networks");
    for (PhysicalNetwork reached : host.facts().physicalNetworks()) {
      physical
          .addObject()
          .put("name", reached.name())
          .put("device", reached.device())
          .put("mtu", reached.mtuBytes());
    }
    view.put("vcpus", host.facts().vcpus());
    view.put("memory_mb", host.facts().memoryMebibytes());
    view.put("guests", link.wanted(tx, host.name()).guests().size());
    boolean heard = host.seenAt().isAfter(clock.instant().minus(hostSilence));
    view.put("state", heard ? "up" : "down");
    view.put("seen_at", host.seenAt().toString());
    Optional<Enrolments.Enrolment> enrolment = enrolments.find(tx, host.name().value());
    view.put("joined", enrolment.map(it -> it.enrolledAt().toString()).orElse(null));
    view.put("certificate_expires_at", enrolment.map(it -> it.expiresAt().toString()).orElse(null));
    view.put(
        "revoked_at",
        enrolment.flatMap(Enrolments.Enrolment::revokedAt).map(Object::toString).orElse(null));
    return view;
  }

  private Response newToken(Request request) {
    Fields body = request.json();
    Optional<String> name = body.string("name", 1, 63);
    int life = body.integer("life_seconds", 1, LONGEST_LIFE_SECONDS).orElse(USUAL_LIFE_SECONDS);
    body.rejectOthers();
    Enrolments.NewToken made = enrolments.newToken(name, Duration.ofSeconds(life));
    SecurityLog.changed(
        "a token was made for "
            + name.map(host -> "host " + host).orElse("any host")
            + " to join with, by user "
            + request.caller().user().value());
    ObjectNode answer = Json.object();
    answer.put("token", made.token());
    answer.put("expires_at", made.expiresAt().toString());
    return Response.json(201, answer);
  }

  private Response revoke(Request request) {
    enrolments.revoke(request.param("name"));
    SecurityLog.changed(
        "host " + request.param("name") + " shut out by user " + request.caller().user().value());
    return Response.empty(204);
  }

  /** Only one that has nothing any more; its agent, if it still runs, is not let in again. */
  private Response remove(Request request) {
    String name = request.param("name");
    store.run(tx -> {
      Hosts.Host host =
          Optional.of(name)
              .filter(it -> HOST.matcher(it).matches())
              .flatMap(it -> hosts.find(tx, new HostName(it)))
              .orElseThrow(
                  () -> CloudException.notFound("HostNotFound", "There is no host " + name + "."));
      if (enrolments.find(tx, name).isEmpty()) {
        throw CloudException.conflict(
            "HostIsControl", "Host " + name + " did not join: control itself runs there.");
      }
      HostWanted wanted = link.wanted(tx, host.name());
      if (!wanted.guests().isEmpty() || !wanted.ports().isEmpty()) {
        throw CloudException.conflict(
            "HostInUse",
            "Host "
                + name
                + " still has "
                + wanted.guests().size()
                + " guests; delete or move them first.");
      }
      enrolments.forget(tx, name);
      link.forget(tx, host.name());
    });
    return Response.empty(204);
  }
}
