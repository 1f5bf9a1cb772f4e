package haneul.services.network.ops;

import haneul.base.error.CloudException;
import haneul.base.host.WantedPort.Direction;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.store.GroupRows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    ProjectId project = scoped(caller);
    if (idsOrNames.isEmpty()) {
      return List.of(defaultGroup.of(tx, project));
    }
    Set<SecurityGroupId> found = new LinkedHashSet<>();
    for (String idOrName : idsOrNames) {
      found.add(one(tx, caller, project, idOrName));
    }
    return new ArrayList<>(found);
  }

  private static ProjectId scoped(Caller caller) {
    return caller
        .project()
        .orElseThrow(() -> CloudException.forbidden("The token is not scoped to a project."));
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

  /** All of the caller's project. */
  List<ServerPorts.ProjectGroup> all(Tx tx, Caller caller) {
    ProjectId project = scoped(caller);
    defaultGroup.of(tx, project);
    List<SecurityGroup> groups = GroupRows.ofProject(tx, project);
    Map<SecurityGroupId, String> names =
        GroupRows.names(
            tx,
            groups.stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> rule.remoteGroup().stream())
                .distinct()
                .toList());
    return groups.stream().map(group -> shown(group, names)).toList();
  }

  private static ServerPorts.ProjectGroup shown(
      SecurityGroup group, Map<SecurityGroupId, String> names) {
    return new ServerPorts.ProjectGroup(
        group.id(),
        group.name(),
        group.description(),
        group.project(),
        group.rules().stream()
            .filter(rule -> rule.direction() == Direction.INGRESS)
            .map(rule ->
                new ServerPorts.IngressRule(
                    rule.id(),
                    rule.protocol(),
                    rule.portMin(),
                    rule.portMax(),
                    rule.remoteCidr(),
                    rule.remoteGroup().map(id -> names.getOrDefault(id, id.value()))))
            .toList());
  }
}
