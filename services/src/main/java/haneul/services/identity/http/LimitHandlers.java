package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.ANYONE;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Limit;
import haneul.services.identity.domain.RegisteredLimit;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.Limits;
import haneul.services.identity.ops.Limits.NewLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code /v3/registered_limits} and {@code /v3/limits}. */
final class LimitHandlers {
  private static final int MAX_AT_ONCE = 1_000;

  private final Limits limits;

  LimitHandlers(Limits limits) {
    this.limits = limits;
  }

  void addTo(Policy policy) {
    String registered = "/v3/registered_limits";
    String one = registered + "/{registered_limit_id}";
    policy.get(registered, "list_registered_limits", this::listRegistered, ANYONE);
    policy.post(registered, "create_registered_limits", this::register, ADMIN);
    policy.get(one, "get_registered_limit", this::showRegistered, ANYONE);
    policy.patch(one, "update_registered_limit", this::updateRegistered, ADMIN);
    policy.delete(one, "delete_registered_limit", this::deleteRegistered, ADMIN);
    policy.get("/v3/limits/model", "get_limit_model", LimitHandlers::model, ANYONE);
    policy.get("/v3/limits", "list_limits", this::list, ANYONE);
    policy.post("/v3/limits", "create_limits", this::create, ADMIN);
    String limit = "/v3/limits/{limit_id}";
    policy.get(
        limit,
        "get_limit",
        this::show,
        ADMIN,
        SYSTEM_READER,
        request -> isOfCallersProject(request),
        Policy.readerOf(request -> limits.domainOf(request.param("limit_id"))));
    policy.patch(limit, "update_limit", this::update, ADMIN);
    policy.delete(limit, "delete_limit", this::delete, ADMIN);
  }

  /** {@code {"limits": […]}}, each read by {@code one}. */
  private static <T> List<T> all(Request request, String name, Function<Input, T> one) {
    List<Fields> given =
        request.json().objects(name, MAX_AT_ONCE).orElseThrow(() -> Input.missing(name));
    if (given.isEmpty()) {
      throw CloudException.badField(name, "[]", "[] is too short");
    }
    List<T> wanted = new ArrayList<>();
    for (Fields fields : given) {
      Input input = new Input(fields);
      wanted.add(one.apply(input));
      input.rejectOthers();
    }
    return wanted;
  }

  private static Optional<String> region(Input input) {
    return input.text("region_id", Input.MAX_NAME).filter(id -> !id.isEmpty());
  }

  private static RegisteredLimit registered(Input input) {
    return new RegisteredLimit(
        Id.newHex(),
        input.requiredId("service_id"),
        region(input),
        input.requiredText("resource_name", Input.MAX_NAME),
        input.requiredLimit("default_limit"),
        input.description());
  }

  private Response listRegistered(Request request) {
    Selection selection = Lists.selection(request, "service_id", "region_id", "resource_name");
    return Lists.answer(
        request,
        "registered_limits",
        selection,
        limits.listRegistered(selection),
        RegisteredLimit::id,
        CatalogViews::registeredLimit);
  }

  private Response register(Request request) {
    List<RegisteredLimit> made =
        limits.register(all(request, "registered_limits", LimitHandlers::registered));
    var body = Json.object();
    var list = body.putArray("registered_limits");
    made.forEach(limit -> list.add(CatalogViews.registeredLimit(limit, request)));
    return Response.json(201, body);
  }

  private Response showRegistered(Request request) {
    return registered(limits.registered(request.param("registered_limit_id")), request);
  }

  private static Response registered(RegisteredLimit limit, Request request) {
    return Response.ok(
        Views.wrapped("registered_limit", CatalogViews.registeredLimit(limit, request)));
  }

  private Response updateRegistered(Request request) {
    Input input = Input.read(request, "registered_limit");
    input.requireSomething();
    Optional<String> service = input.id("service_id");
    Optional<String> resource = input.text("resource_name", Input.MAX_NAME);
    Optional<Integer> defaultLimit = input.limit("default_limit");
    boolean moves = input.has("region_id");
    Optional<String> region = region(input);
    input.description();
    input.rejectOthers();
    return registered(
        limits.updateRegistered(
            request.param("registered_limit_id"),
            before ->
                new RegisteredLimit(
                    before.id(),
                    service.orElse(before.serviceId()),
                    moves ? region : before.regionId(),
                    resource.filter(name -> !name.isEmpty()).orElse(before.resourceName()),
                    defaultLimit.orElse(before.defaultLimit()),
                    input.described(before.description()))),
        request);
  }

  private Response deleteRegistered(Request request) {
    limits.deleteRegistered(request.param("registered_limit_id"));
    return Response.empty(204);
  }

  private static Response model(Request request) {
    var body = Json.object();
    body.putObject("model")
        .put("name", "flat")
        .put(
            "description",
            "Limit enforcement and validation does not take project hierarchy into"
                + " consideration.");
    return Response.ok(body);
  }

  private boolean isOfCallersProject(Request request) {
    return request.caller().project().isPresent()
        && limits
            .list(
                Selection.all()
                    .and("id", request.param("limit_id"))
                    .and("project_id", request.caller().project().get().value()))
            .stream()
            .findAny()
            .isPresent();
  }

  /** Who may see all sees all; else what is of his domain, or of his project. */
  private Response list(Request request) {
    Selection asked =
        Lists.selection(
            request, "service_id", "region_id", "resource_name", "project_id", "domain_id");
    Caller caller = request.caller();
    List<Limit> found =
        switch (caller.scope()) {
          case Caller.SystemScope system -> limits.list(asked);
          case Caller.DomainScope domain -> limits.listWithin(domain.domainId(), asked);
          case Caller.ProjectScope project ->
              limits.list(
                  caller.isAdmin() ? asked : asked.and("project_id", project.project().value()));
          case Caller.Unscoped nothing -> List.of();
        };
    return Lists.answer(request, "limits", asked, found, Limit::id, CatalogViews::limit);
  }

  private static NewLimit limit(Input input) {
    Optional<String> project = input.id("project_id");
    Optional<String> domain = input.id("domain_id");
    if (project.isPresent() == domain.isPresent()) {
      throw CloudException.badRequest(
          "A limit is for a project or a domain: 'project_id' or 'domain_id' is required.");
    }
    return new NewLimit(
        input.requiredId("service_id"),
        region(input),
        input.requiredText("resource_name", Input.MAX_NAME),
        project,
        domain,
        input.requiredLimit("resource_limit"),
        input.description());
  }

  private Response create(Request request) {
    List<Limit> made = limits.create(all(request, "limits", LimitHandlers::limit));
    var body = Json.object();
    var list = body.putArray("limits");
    made.forEach(limit -> list.add(CatalogViews.limit(limit, request)));
    return Response.json(201, body);
  }

  private Response show(Request request) {
    Limit limit = limits.find(request.param("limit_id"));
    return Response.ok(Views.wrapped("limit", CatalogViews.limit(limit, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "limit");
    input.requireSomething();
    Optional<Integer> resourceLimit = input.limit("resource_limit");
    input.description();
    input.rejectOthers();
    Limit limit =
        limits.update(
            request.param("limit_id"),
            before ->
                new Limit(
                    before.id(),
                    before.registeredLimitId(),
                    before.serviceId(),
                    before.regionId(),
                    before.resourceName(),
                    before.projectId(),
                    before.domainId(),
                    resourceLimit.orElse(before.resourceLimit()),
                    input.described(before.description())));
    return Response.ok(Views.wrapped("limit", CatalogViews.limit(limit, request)));
  }

  private Response delete(Request request) {
    limits.delete(request.param("limit_id"));
    return Response.empty(204);
  }
}
