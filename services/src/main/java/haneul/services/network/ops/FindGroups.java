package haneul.services.network.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.store.GroupRows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds security groups by id or by name within the caller's project. */
public final class FindGroups {
  private final DefaultGroup defaultGroup;

  public FindGroups(DefaultGroup defaultGroup) {
    this.defaultGroup = defaultGroup;
  }

  /** In the order asked, each once; the default group when none was asked for. */
  List<SecurityGroupId> byIdOrName(Tx tx, Caller caller, List<String> idsOrNames) {
    ProjectId project =
        caller
            .project()
            .orElseThrow(() -> CloudException.forbidden("The token is not scoped to a project."));
    if (idsOrNames.isEmpty()) {
      return List.of(defaultGroup.of(tx, project));
    }
    Set<SecurityGroupId> found = new LinkedHashSet<>();
    for (String idOrName : idsOrNames) {
      found.add(one(tx, caller, project, idOrName));
    }
    return new ArrayList<>(found);
  }

  private SecurityGroupId one(Tx tx, Caller caller, ProjectId project, String idOrName) {
    Optional<SecurityGroup> byId =
        GroupRows.find(tx, idOrName).filter(group -> caller.sees(group.project()));
    if (byId.isPresent()) {
      return byId.get().id();
    }
    if (idOrName.equals(SecurityGroup.DEFAULT)) {
      return defaultGroup.of(tx, project);
    }
    List<SecurityGroup> named = GroupRows.named(tx, project, idOrName);
    if (named.size() > 1) {
      throw CloudException.conflict(
          "NoUniqueMatch",
          "Multiple security groups found matching '"
              + idOrName
              + "'. Use an ID to be more specific.");
    }
    if (named.isEmpty()) {
      throw CloudException.notFound(
          "SecurityGroupNotFound",
          "Security group " + idOrName + " not found for project " + project + ".");
    }
    return named.getFirst().id();
  }
}
