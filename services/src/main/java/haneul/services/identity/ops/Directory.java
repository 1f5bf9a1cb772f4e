package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.contract.Projects;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.TagFilter;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.GrantRows;
import haneul.services.identity.store.GroupRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.UserRows;
import java.util.List;
import java.util.Optional;

/** What can be asked about domains, projects, users, groups and roles. */
public final class Directory implements Projects {
  private final Store store;

  public Directory(Store store) {
    this.store = store;
  }

  @Override
  public boolean exists(Tx tx, ProjectId project) {
    return ProjectRows.find(tx, project.value()).isPresent();
  }

  /** In Keystone's words, e.g. {@code Could not find user: x.} */
  public static CloudException notFound(String kind, String id) {
    StringBuilder code = new StringBuilder();
    for (String word : kind.split(" ", -1)) {
      code.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return CloudException.notFound(code + "NotFound", "Could not find " + kind + ": " + id + ".");
  }

  static Domain domain(Tx tx, String id) {
    return DomainRows.find(tx, id).orElseThrow(() -> notFound("domain", id));
  }

  static Project project(Tx tx, String id) {
    return ProjectRows.find(tx, id).orElseThrow(() -> notFound("project", id));
  }

  /** A project that a user has to do with, to an administrator any: to others there is no other. */
  static void requireProjectOf(Tx tx, Caller caller, String userId, String id) {
    project(tx, id);
    if (!caller.isAdmin() && Subjects.heldIds(tx, userId, new Target.OnProject(id)).isEmpty()) {
      throw notFound("project", id);
    }
  }

  static User user(Tx tx, String id) {
    return UserRows.find(tx, id).orElseThrow(() -> notFound("user", id));
  }

  static Group group(Tx tx, String id) {
    return GroupRows.find(tx, id).orElseThrow(() -> notFound("group", id));
  }

  static Role role(Tx tx, String id) {
    return RoleRows.find(tx, id).orElseThrow(() -> notFound("role", id));
  }

  public Domain domain(String id) {
    return store.read(tx -> domain(tx, id));
  }

  public List<Domain> domains(Selection selection) {
    return store.read(tx -> DomainRows.list(tx, selection));
  }

  /** The domains a user has a role on. */
  public List<Domain> domainsOf(String userId, Selection selection) {
    return store.read(tx -> DomainRows.listOf(tx, userId, selection));
  }

  public Project project(String id) {
    return store.read(tx -> project(tx, id));
  }

  /** A project that may be there, e.g. to find its domain. */
  public Optional<Project> findProject(String id) {
    return store.read(tx -> ProjectRows.find(tx, id));
  }

  public List<Project> projects(Selection selection, TagFilter tags) {
    return store.read(tx -> ProjectRows.list(tx, selection, tags));
  }

  /** The projects a user, who must exist, has a role on. */
  public List<Project> projectsOf(String userId, Selection selection) {
    return store.read(tx -> {
      user(tx, userId);
      return ProjectRows.listOf(tx, userId, selection);
    });
  }

  /** The projects above one, the nearest first. */
  public List<Project> ancestors(Project project) {
    return store.read(tx -> ProjectRows.ancestors(tx, project));
  }

  /** The projects below one, a parent before its children. */
  public List<Project> descendants(Project project) {
    return store.read(tx -> ProjectRows.descendants(tx, project.id()));
  }

  public User user(String id) {
    return store.read(tx -> user(tx, id));
  }

  public Optional<User> findUser(String id) {
    return store.read(tx -> UserRows.find(tx, id));
  }

  public List<User> users(Selection selection) {
    return store.read(tx -> UserRows.list(tx, selection));
  }

  public Group group(String id) {
    return store.read(tx -> group(tx, id));
  }

  public Optional<Group> findGroup(String id) {
    return store.read(tx -> GroupRows.find(tx, id));
  }

  public List<Group> groups(Selection selection) {
    return store.read(tx -> GroupRows.list(tx, selection));
  }

  /** The groups a user, who must exist, is in. */
  public List<Group> groupsOf(String userId, Selection selection) {
    return store.read(tx -> {
      user(tx, userId);
      return GroupRows.listOf(tx, userId, selection);
    });
  }

  /** The users in a group, which must exist. */
  public List<User> usersIn(String groupId, Selection selection) {
    return store.read(tx -> {
      group(tx, groupId);
      return UserRows.listOf(tx, groupId, selection);
    });
  }

  public Optional<Role> findRole(String id) {
    return store.read(tx -> RoleRows.find(tx, id));
  }

  public Role role(String id) {
    return store.read(tx -> role(tx, id));
  }

  public List<Role> roles(Selection selection) {
    return store.read(tx -> RoleRows.list(tx, selection));
  }

  /** Roles and what each implies directly. */
  public record Inference(Role prior, List<Role> implied) {}

  /** What a role implies. */
  public Inference implied(String priorRoleId) {
    return store.read(tx -> {
      Role prior = role(tx, priorRoleId);
      List<String> ids =
          RoleRows.implications(tx, priorRoleId).stream().map(Implication::impliedRoleId).toList();
      return new Inference(prior, RoleRows.withIds(tx, ids));
    });
  }

  /** What every role that implies something implies. */
  public List<Inference> inferences() {
    return store.read(tx -> {
      List<Implication> rules = RoleRows.implications(tx);
      return rules.stream()
          .map(Implication::priorRoleId)
          .distinct()
          .map(prior ->
              new Inference(
                  role(tx, prior),
                  RoleRows.withIds(
                      tx,
                      rules.stream()
                          .filter(rule -> rule.priorRoleId().equals(prior))
                          .map(Implication::impliedRoleId)
                          .toList())))
          .toList();
    });
  }

  /** Whether a user has any role on the whole system. */
  public boolean hasSystemRole(String userId) {
    return store.read(tx -> !GrantRows.rolesOn(tx, userId, new Target.OnSystem()).isEmpty());
  }
}
