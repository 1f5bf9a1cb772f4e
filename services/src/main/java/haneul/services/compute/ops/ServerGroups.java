package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.Id;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.GroupPolicy;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.domain.ServerGroup;
import haneul.services.compute.store.ComputeStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Server groups of projects. */
public final class ServerGroups {
  private final Store database;
  private final ComputeStore store;
  private final InstantSource clock;

  public ServerGroups(Store database, ComputeStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /** A group with the ids of its servers. */
  public record Shown(ServerGroup group, List<String> members) {}

  /** The groups of the caller's project, or for administrators of all. */
  public List<Shown> list(Caller caller, boolean allProjects, int limit, int offset) {
    if (allProjects && !caller.isAdmin()) {
      throw CloudException.forbidden(
          "Policy doesn't allow os_compute_api:os-server-groups:index:all_projects to be"
              + " performed.");
    }
    Optional<ProjectId> project = allProjects ? Optional.empty() : Optional.of(project(caller));
    return database.read(tx -> shown(tx, store.groups().list(tx, project, limit, offset)));
  }

  private List<Shown> shown(Tx tx, List<ServerGroup> groups) {
    Map<String, List<String>> members =
        store.groups().members(tx, groups.stream().map(ServerGroup::id).toList());
    return groups.stream()
        .map(group -> new Shown(group, members.getOrDefault(group.id(), List.of())))
        .toList();
  }

  public Shown show(Caller caller, String id) {
    return database.read(tx -> shown(tx, List.of(find(tx, caller, id))).getFirst());
  }

  /** Makes one, within the project's quota. */
  public Shown create(Caller caller, String name, GroupPolicy policy, OptionalInt mostOnAHost) {
    ProjectId project = project(caller);
    return database.write(tx -> {
      int most =
          store.quotas().limits(tx, project.value()).getOrDefault(Resource.SERVER_GROUPS, -1);
      if (most >= 0 && store.groups().count(tx, project) >= most) {
        throw CloudException.of(
            ErrorKind.OVER_QUOTA, "ServerGroupsQuota", "Quota exceeded, too many server groups.");
      }
      ServerGroup group =
          new ServerGroup(
              Id.newUuid(), project, caller.user(), name, policy, mostOnAHost, clock.instant());
      store.groups().insert(tx, group);
      return new Shown(group, List.of());
    });
  }

  /** Deletes one; its servers stay where they are. */
  public void delete(Caller caller, String id) {
    database.run(tx -> store.groups().delete(tx, find(tx, caller, id).id()));
  }

  private static ProjectId project(Caller caller) {
    return caller
        .project()
        .orElseThrow(() ->
            CloudException.forbidden(
                "A server group belongs to a project; use a project's token."));
  }

  private ServerGroup find(Tx tx, Caller caller, String id) {
    return store
        .groups()
        .find(tx, id)
        .filter(group -> caller.sees(group.project()))
        .orElseThrow(() ->
            CloudException.notFound(
                "InstanceGroupNotFound", "Instance group " + id + " could not be found."));
  }
}
