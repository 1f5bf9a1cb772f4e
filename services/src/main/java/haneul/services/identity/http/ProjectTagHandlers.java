package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Project;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.ProjectChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /v3/projects/{project_id}/tags}. */
final class ProjectTagHandlers {
  private final Directory directory;
  private final ProjectChanges changes;

  ProjectTagHandlers(Directory directory, ProjectChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(Policy policy) {
    Rule reader = Policy.readerOf(this::domain);
    Rule admin = Policy.adminOf(this::domain);
    Rule inside = ProjectHandlers::isInProject;
    String all = "/v3/projects/{project_id}/tags";
    String one = all + "/{tag}";
    policy.get(all, "list_project_tags", this::list, ADMIN, SYSTEM_READER, reader, inside);
    policy.put(all, "update_project_tags", this::replace, ADMIN, admin);
    policy.delete(all, "delete_project_tags", this::clear, ADMIN, admin);
    policy.get(one, "get_project_tag", this::check, ADMIN, SYSTEM_READER, reader, inside);
    policy.put(one, "create_project_tag", this::add, ADMIN, admin);
    policy.delete(one, "delete_project_tag", this::remove, ADMIN, admin);
  }

  private Optional<String> domain(Request request) {
    return directory.findProject(request.param("project_id")).map(Project::domainId);
  }

  private static Response tags(List<String> tags, Request request) {
    var body = Json.object();
    body.putObject("links").put("self", Lists.self(request));
    var list = body.putArray("tags");
    tags.forEach(list::add);
    return Response.ok(body);
  }

  private Response list(Request request) {
    return tags(directory.project(request.param("project_id")).tags(), request);
  }

  private Response replace(Request request) {
    List<String> tags = Input.tags(request.json()).orElseThrow(() -> Input.missing("tags"));
    return tags(
        changes
            .update(request.caller(), request.param("project_id"), before -> before.withTags(tags))
            .tags(),
        request);
  }

  private Response clear(Request request) {
    changes.update(
        request.caller(), request.param("project_id"), before -> before.withTags(List.of()));
    return Response.empty(204);
  }

  private static CloudException notFound(String tag) {
    return CloudException.notFound(
        "ProjectTagNotFound", "Could not find project tag: " + tag + ".");
  }

  private Response check(Request request) {
    String tag = request.param("tag");
    if (!directory.project(request.param("project_id")).tags().contains(tag)) {
      throw notFound(tag);
    }
    return Response.empty(204);
  }

  private Response add(Request request) {
    String tag = Input.requireTag(request.param("tag"));
    changes.update(
        request.caller(),
        request.param("project_id"),
        before -> {
          if (before.tags().contains(tag)) {
            return before;
          }
          Input.requireRoomForTag(before.tags());
          List<String> tags = new ArrayList<>(before.tags());
          tags.add(tag);
          return before.withTags(tags);
        });
    return Response.empty(201).with("Location", Lists.self(request));
  }

  private Response remove(Request request) {
    String tag = request.param("tag");
    changes.update(
        request.caller(),
        request.param("project_id"),
        before -> {
          if (!before.tags().contains(tag)) {
            throw notFound(tag);
          }
          return before.withTags(before.tags().stream().filter(kept -> !kept.equals(tag)).toList());
        });
    return Response.empty(204);
  }
}
