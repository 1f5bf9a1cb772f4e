package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.contract.Projects;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.AssignmentRows;
import haneul.services.identity.store.CatalogRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.UserRows;
import java.util.List;
import java.util.Optional;

/** Everything identity can be asked, and the words for what it does not find. */
public final class Directory implements Projects {
  private final Store store;

  public Directory(Store store) {
    this.store = store;
  }

  @Override
  public boolean exists(Tx tx, ProjectId project) {
    return ProjectRows.find(tx, project.value()).isPresent();
  }

  static CloudException notFound(String kind, String id) {
    String code = Character.toUpperCase(kind.charAt(0)) + kind.substring(1) + "NotFound";
    return CloudException.notFound(code, "Could not find " + kind + ": " + id + ".");
  }

  static Domain domain(Tx tx, String id) {
    return DomainRows.find(tx, id).orElseThrow(() -> notFound("domain", id));
  }

  static Project project(Tx tx, String id) {
    return ProjectRows.find(tx, id).orElseThrow(() -> notFound("project", id));
  }

  static User user(Tx tx, String id) {
    return UserRows.find(tx, id).orElseThrow(() -> notFound("user", id));
  }

  static Role role(Tx tx, String id) {
    return RoleRows.find(tx, id).orElseThrow(() -> notFound("role", id));
  }

  public Domain domain(String id) {
    return store.read(tx -> domain(tx, id));
  }

  public List<Domain> domains(Filters.OfDomains filter, Page page) {
    return store.read(tx -> DomainRows.list(tx, filter, page));
  }

  public Project project(String id) {
    return store.read(tx -> project(tx, id));
  }

  public List<Project> projects(Filters.OfProjects filter, Page page) {
    return store.read(tx -> ProjectRows.list(tx, filter, page));
  }

  /** The projects a user, who must exist, has a role on. */
  public List<Project> projectsOf(String userId, Filters.OfProjects filter, Page page) {
    return store.read(tx -> {
      user(tx, userId);
      return ProjectRows.list(tx, filter, page);
    });
  }

  public User user(String id) {
    return store.read(tx -> user(tx, id));
  }

  public List<User> users(Filters.OfUsers filter, Page page) {
    return store.read(tx -> UserRows.list(tx, filter, page));
  }

  public Role role(String id) {
    return store.read(tx -> role(tx, id));
  }

  public List<Role> roles(Optional<String> name, Page page) {
    return store.read(tx -> RoleRows.list(tx, name, page));
  }

  /** Whether a user has any role on the whole system. */
  public boolean hasSystemRole(String userId) {
    return store.read(tx -> !AssignmentRows.roleIds(tx, userId, new Target.OnSystem()).isEmpty());
  }

  public Region region(String id) {
    return store.read(tx -> CatalogRows.region(tx, id).orElseThrow(() -> notFound("region", id)));
  }

  public List<Region> regions(Optional<String> parentId, Page page) {
    return store.read(tx -> CatalogRows.regions(tx, parentId, page));
  }

  public CatalogService service(String id) {
    return store.read(tx -> CatalogRows.service(tx, id).orElseThrow(() -> notFound("service", id)));
  }

  public List<CatalogService> services(Filters.OfServices filter, Page page) {
    return store.read(tx -> CatalogRows.services(tx, filter, page));
  }

  public Endpoint endpoint(String id) {
    return store.read(
        tx -> CatalogRows.endpoint(tx, id).orElseThrow(() -> notFound("endpoint", id)));
  }

  public List<Endpoint> endpoints(Filters.OfEndpoints filter, Page page) {
    return store.read(tx -> CatalogRows.endpoints(tx, filter, page));
  }
}
