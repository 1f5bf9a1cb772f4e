package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.Directory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What is above and below a project, as far as it was asked for. */
final class ProjectTrees {
  private ProjectTrees() {}

  /** Adds {@code parents} and {@code subtree} to a project's view. */
  static void expand(Directory directory, Project project, ObjectNode view, Request request) {
    boolean parents = asked(request, "parents_as_list", "parents_as_ids");
    boolean subtree = asked(request, "subtree_as_list", "subtree_as_ids");
    if (parents) {
      putParents(directory, project, view, request);
    }
    if (subtree) {
      putSubtree(directory, project, view, request);
    }
  }

  private static boolean is(Request request, String name) {
    return request.query().names().contains(name) && request.query().bool(name).orElse(true);
  }

  private static boolean asked(Request request, String asList, String asIds) {
    if (is(request, asList) && is(request, asIds)) {
      throw CloudException.badRequest(
          "Cannot use " + asList + " and " + asIds + " query params at the same time.");
    }
    return is(request, asList) || is(request, asIds);
  }

  private static void putParents(
      Directory directory, Project project, ObjectNode view, Request request) {
    List<Project> above = directory.ancestors(project);
    if (is(request, "parents_as_list")) {
      putList(directory, "parents", above, view, request);
      return;
    }
    // The domain is the last parent of all.
    ObjectNode ids = Json.object();
    ids.putNull(project.domainId());
    for (Project parent : above.reversed()) {
      ObjectNode outer = Json.object();
      outer.set(parent.id(), ids);
      ids = outer;
    }
    view.set("parents", ids);
  }

  private static void putSubtree(
      Directory directory, Project project, ObjectNode view, Request request) {
    List<Project> below = directory.descendants(project);
    if (is(request, "subtree_as_list")) {
      putList(directory, "subtree", below, view, request);
      return;
    }
    Map<String, ObjectNode> children = new HashMap<>();
    for (Project child : below) {
      children.computeIfAbsent(child.parentId(), id -> Json.object()).putNull(child.id());
    }
    for (Project child : below.reversed()) {
      ObjectNode own = children.get(child.id());
      ObjectNode parent = children.get(child.parentId());
      if (own != null && parent != null) {
        parent.set(child.id(), own);
      }
    }
    ObjectNode top = children.get(project.id());
    if (top == null) {
      view.putNull("subtree");
    } else {
      view.set("subtree", top);
    }
  }

  /** Only those that the caller has a role on: the list shows all of each. */
  private static void putList(
      Directory directory, String name, List<Project> projects, ObjectNode view, Request request) {
    var list = view.putArray(name);
    Set<String> reached =
        directory.projectsOf(request.caller().user().value(), Selection.all()).stream()
            .map(Project::id)
            .collect(Collectors.toSet());
    projects.stream()
        .filter(one -> reached.contains(one.id()))
        .forEach(one -> list.add(Views.wrapped("project", Views.project(one, request))));
  }
}
