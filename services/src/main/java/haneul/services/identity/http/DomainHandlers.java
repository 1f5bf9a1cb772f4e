package haneul.services.identity.http;

import haneul.base.id.Id;
import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.DomainChanges;
import java.util.List;
import java.util.Optional;

/** {@code /v3/domains}. */
final class DomainHandlers {
  private static final int MAX_NAME = 64;

  private final Directory directory;
  private final DomainChanges changes;

  DomainHandlers(Directory directory, DomainChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/domains", Access.AUTHENTICATED, Policy.admin("list_domains", this::list));
    api.post("/v3/domains", Access.AUTHENTICATED, Policy.admin("create_domain", this::create));
    api.get(
        "/v3/domains/{domain_id}", Access.AUTHENTICATED, Policy.admin("get_domain", this::show));
    api.patch(
        "/v3/domains/{domain_id}",
        Access.AUTHENTICATED,
        Policy.admin("update_domain", this::update));
    api.delete(
        "/v3/domains/{domain_id}",
        Access.AUTHENTICATED,
        Policy.admin("delete_domain", this::delete));
  }

  private Response list(Request request) {
    Page page = Lists.page(request);
    var filter =
        new Filters.OfDomains(
            Lists.text(request, "name"), request.query().bool("enabled"), Optional.empty());
    return Lists.answer(
        request, "domains", page, directory.domains(filter, page), Domain::id, Views::domain);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "domain");
    Domain domain =
        changes.create(
            new Domain(
                Id.newHex(),
                input.requiredName(MAX_NAME),
                input.description().orElse(""),
                input.enabled().orElse(true),
                input.immutable().orElse(false),
                input.tags().orElse(List.of()),
                input.extra()));
    return Response.json(201, Views.wrapped("domain", Views.domain(domain, request)));
  }

  private Response show(Request request) {
    Domain domain = directory.domain(request.param("domain_id"));
    return Response.ok(Views.wrapped("domain", Views.domain(domain, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "domain");
    input.requireSame("id", "domain ID", request.param("domain_id"));
    Optional<String> name = input.name(MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    Optional<Boolean> immutable = input.immutable();
    boolean describes = input.has("description");
    Optional<String> description = input.description();
    Optional<List<String>> tags = input.tags();
    Domain domain =
        changes.update(
            request.param("domain_id"),
            before ->
                new Domain(
                    before.id(),
                    name.orElse(before.name()),
                    describes ? description.orElse("") : before.description(),
                    enabled.orElse(before.enabled()),
                    immutable.orElse(before.immutable()),
                    tags.orElse(before.tags()),
                    input.extra(before.extra())));
    return Response.ok(Views.wrapped("domain", Views.domain(domain, request)));
  }

  private Response delete(Request request) {
    changes.delete(request.param("domain_id"));
    return Response.empty(204);
  }
}
