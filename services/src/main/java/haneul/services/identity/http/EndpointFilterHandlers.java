package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Fields;
import haneul.platform.http.Handler;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.CatalogTie;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.EndpointGroup;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.EndpointFilters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v3/OS-EP-FILTER}: which endpoints projects' catalogs are made of. */
final class EndpointFilterHandlers {
  private static final List<String> FILTERS = List.of("service_id", "region_id", "interface");
  private static final String BASE = "/v3/OS-EP-FILTER";

  private final EndpointFilters filters;

  EndpointFilterHandlers(EndpointFilters filters) {
    this.filters = filters;
  }

  void addTo(Policy policy) {
    String groups = BASE + "/endpoint_groups";
    String group = groups + "/{endpoint_group_id}";
    policy.get(groups, "list_endpoint_groups", this::list, ADMIN, SYSTEM_READER);
    policy.post(groups, "create_endpoint_group", this::create, ADMIN);
    policy.get(group, "get_endpoint_group", this::show, ADMIN, SYSTEM_READER);
    policy.patch(group, "update_endpoint_group", this::update, ADMIN);
    policy.delete(group, "delete_endpoint_group", this::delete, ADMIN);
    policy.get(
        group + "/endpoints",
        "list_endpoints_associated_with_endpoint_group",
        this::endpointsIn,
        ADMIN,
        SYSTEM_READER);
    policy.get(
        group + "/projects",
        "list_projects_associated_with_endpoint_group",
        projects(CatalogTie.GROUP),
        ADMIN,
        SYSTEM_READER);
    String inGroup = group + "/projects/{project_id}";
    policy.get(inGroup, "get_endpoint_group_in_project", this::showTie, ADMIN, SYSTEM_READER);
    policy.put(inGroup, "add_endpoint_group_to_project", tie(CatalogTie.GROUP), ADMIN);
    policy.delete(inGroup, "remove_endpoint_group_from_project", untie(CatalogTie.GROUP), ADMIN);
    addProjects(policy);
  }

  private void addProjects(Policy policy) {
    String project = BASE + "/projects/{project_id}";
    policy.get(
        project + "/endpoint_groups",
        "list_endpoint_groups_for_project",
        this::groupsOf,
        ADMIN,
        SYSTEM_READER);
    policy.get(
        project + "/endpoints",
        "list_endpoints_for_project",
        this::endpointsOf,
        ADMIN,
        SYSTEM_READER);
    String one = project + "/endpoints/{endpoint_id}";
    policy.get(one, "check_endpoint_in_project", this::check, ADMIN, SYSTEM_READER);
    policy.put(one, "add_endpoint_to_project", tie(CatalogTie.ENDPOINT), ADMIN);
    policy.delete(one, "remove_endpoint_from_project", untie(CatalogTie.ENDPOINT), ADMIN);
    policy.get(
        BASE + "/endpoints/{endpoint_id}/projects",
        "list_projects_for_endpoint",
        projects(CatalogTie.ENDPOINT),
        ADMIN,
        SYSTEM_READER);
  }

  private Response list(Request request) {
    Selection selection = Lists.selection(request, "name");
    return Lists.answer(
        request,
        "endpoint_groups",
        selection,
        filters.groups(selection),
        EndpointGroup::id,
        CatalogViews::endpointGroup);
  }

  private static Optional<Map<String, String>> filters(Input input) {
    return input
        .known("filters")
        .object("filters")
        .map(given -> {
          Map<String, String> wanted = new LinkedHashMap<>();
          for (String name : FILTERS) {
            given.string(name, 1, Input.MAX_NAME).ifPresent(value -> wanted.put(name, value));
          }
          given.rejectOthers();
          requireFace(given);
          if (wanted.isEmpty()) {
            throw CloudException.badField(
                "filters", "{}", "it needs one of " + FILTERS + " at least");
          }
          return wanted;
        });
  }

  private static void requireFace(Fields given) {
    given.oneOf("interface", Endpoint.FACES);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "endpoint_group");
    EndpointGroup group =
        filters.create(
            new EndpointGroup(
                Id.newHex(),
                input.requiredName(Input.MAX_NAME),
                input.description(),
                filters(input).orElseThrow(() -> Input.missing("filters"))));
    return Response.json(
        201, Views.wrapped("endpoint_group", CatalogViews.endpointGroup(group, request)));
  }

  private Response show(Request request) {
    EndpointGroup group = filters.group(request.param("endpoint_group_id"));
    return Response.ok(Views.wrapped("endpoint_group", CatalogViews.endpointGroup(group, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "endpoint_group");
    input.requireSomething();
    input.requireSame("id", "endpoint_group ID", request.param("endpoint_group_id"));
    Optional<String> name = input.name(Input.MAX_NAME);
    Optional<Map<String, String>> wanted = filters(input);
    EndpointGroup group =
        filters.update(
            request.param("endpoint_group_id"),
            before ->
                new EndpointGroup(
                    before.id(),
                    name.orElse(before.name()),
                    input.described(before.description()),
                    wanted.orElse(before.filters())));
    return Response.ok(Views.wrapped("endpoint_group", CatalogViews.endpointGroup(group, request)));
  }

  private Response delete(Request request) {
    filters.delete(request.param("endpoint_group_id"));
    return Response.empty(204);
  }

  private Response endpointsIn(Request request) {
    return Lists.whole(
        request,
        "endpoints",
        filters.endpointsIn(request.param("endpoint_group_id")),
        CatalogViews::endpoint);
  }

  private Response endpointsOf(Request request) {
    return Lists.whole(
        request,
        "endpoints",
        filters.endpointsOf(request.param("project_id")),
        CatalogViews::endpoint);
  }

  private Response groupsOf(Request request) {
    return Lists.whole(
        request,
        "endpoint_groups",
        filters.groupsOf(request.param("project_id")),
        CatalogViews::endpointGroup);
  }

  private static String id(CatalogTie tie, Request request) {
    return request.param(
        switch (tie) {
          case ENDPOINT -> "endpoint_id";
          case GROUP -> "endpoint_group_id";
        });
  }

  private Handler projects(CatalogTie tie) {
    return request ->
        Lists.whole(request, "projects", filters.projects(tie, id(tie, request)), Views::project);
  }

  private Handler tie(CatalogTie tie) {
    return request -> {
      filters.tie(tie, request.param("project_id"), id(tie, request));
      return Response.empty(204);
    };
  }

  private Handler untie(CatalogTie tie) {
    return request -> {
      filters.untie(tie, request.param("project_id"), id(tie, request));
      return Response.empty(204);
    };
  }

  private Response check(Request request) {
    filters.check(
        CatalogTie.ENDPOINT, request.param("project_id"), id(CatalogTie.ENDPOINT, request));
    return Response.empty(204);
  }

  private Response showTie(Request request) {
    String project = request.param("project_id");
    String group = id(CatalogTie.GROUP, request);
    filters.check(CatalogTie.GROUP, project, group);
    var view = Json.object().put("endpoint_group_id", group).put("project_id", project);
    Views.putSelf(view, request, "OS-EP-FILTER/endpoint_groups/" + group + "/projects/" + project);
    return Response.ok(Views.wrapped("project_endpoint_group", view));
  }
}
