package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_READER;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.DomainChanges;
import java.util.List;
import java.util.Optional;

/** {@code /v3/domains}. */
final class DomainHandlers {
  private final Directory directory;
  private final DomainChanges changes;

  DomainHandlers(Directory directory, DomainChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(Policy policy) {
    // Whose token is for a domain, or for a project in it, may see that one.
    Rule inside = DomainHandlers::isInside;
    policy.get(
        "/v3/domains", "list_domains", this::list, ADMIN, SYSTEM_READER, SOME_DOMAINS_READER);
    policy.post("/v3/domains", "create_domain", this::create, ADMIN);
    String one = "/v3/domains/{domain_id}";
    policy.get(one, "get_domain", this::show, ADMIN, SYSTEM_READER, inside);
    policy.patch(one, "update_domain", this::update, ADMIN);
    policy.delete(one, "delete_domain", this::delete, ADMIN);
  }

  private static boolean isInside(Request request) {
    return switch (request.caller().scope()) {
      case Caller.ProjectScope project -> project.domainId().equals(request.param("domain_id"));
      case Caller.DomainScope domain -> domain.domainId().equals(request.param("domain_id"));
      case Caller.SystemScope system -> false;
      case Caller.Unscoped nothing -> false;
    };
  }

  private Response list(Request request) {
    Selection asked = Lists.selection(request, "name", "enabled");
    Selection selection =
        request.caller().domain().map(domain -> asked.and("id", domain)).orElse(asked);
    return Lists.answer(
        request, "domains", selection, directory.domains(selection), Domain::id, Views::domain);
  }

  private Response create(Request request) {
    Domain domain = changes.create(domain(Input.read(request, "domain")));
    return Response.json(201, Views.wrapped("domain", Views.domain(domain, request)));
  }

  /** A domain to be. */
  static Domain domain(Input input) {
    return new Domain(
        Id.newHex(),
        input.requiredName(ProjectHandlers.MAX_NAME),
        input.description().orElse(""),
        input.enabled().orElse(true),
        input.immutable().orElse(false),
        input.tags().orElse(List.of()),
        input.extra());
  }

  private Response show(Request request) {
    Domain domain = directory.domain(request.param("domain_id"));
    return Response.ok(Views.wrapped("domain", Views.domain(domain, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "domain");
    input.requireSomething();
    input.requireSame("id", "domain ID", request.param("domain_id"));
    Optional<String> name = input.name(ProjectHandlers.MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    Optional<Boolean> immutable = input.immutable();
    Optional<List<String>> tags = input.tags();
    Domain domain =
        changes.update(
            request.param("domain_id"),
            before ->
                new Domain(
                    before.id(),
                    name.orElse(before.name()),
                    input.described(Optional.of(before.description())).orElse(""),
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
