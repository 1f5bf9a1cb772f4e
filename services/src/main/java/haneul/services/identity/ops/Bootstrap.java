package haneul.services.identity.ops;

import haneul.base.id.Id;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.CatalogRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.GrantRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.UserRows;
import java.util.List;
import java.util.Optional;

/**
 * What a cloud has from its first start: domain {@code default}, the roles, projects and users
 * {@code admin} and {@code demo}, the catalog. Safe to repeat at every start: it makes what is
 * missing and changes nothing that is there, a password least of all.
 */
public final class Bootstrap {
  private static final String REGION = "RegionOne";
  private static final List<String> FACES = List.of("public", "internal", "admin");

  /** Type, name and path of each service. */
  private static final List<Listed> SERVICES =
      List.of(
          new Listed("identity", "keystone", "/identity/v3"),
          new Listed("image", "glance", "/image"),
          new Listed("compute", "nova", "/compute/v2.1"),
          new Listed("network", "neutron", "/network"));

  private record Listed(String type, String name, String path) {}

  /** What is already there at nearly every start, and need not be hashed again. */
  private record Missing(boolean admin, boolean demo) {}

  private Bootstrap() {}

  /** Makes what is missing, in one transaction. */
  public static void run(
      Store store,
      Passwords passwords,
      Changes changes,
      String adminPassword,
      String demoPassword) {
    Missing missing =
        store.read(tx -> new Missing(user(tx, "admin").isEmpty(), user(tx, "demo").isEmpty()));
    Optional<String> adminHash = hash(passwords, missing.admin(), adminPassword);
    Optional<String> demoHash = hash(passwords, missing.demo(), demoPassword);
    store.run(tx -> {
      domain(tx);
      Role reader = role(tx, Role.READER, Optional.empty());
      Role member = role(tx, Role.MEMBER, Optional.of(reader));
      Role admin = role(tx, Role.ADMIN, Optional.of(member));
      Project adminProject = project(tx, "admin", "The cloud's own project.");
      Project demoProject = project(tx, "demo", "");
      if (user(tx, "admin").isEmpty()) {
        String user = insertUser(tx, "admin", adminProject, adminHash);
        GrantRows.put(tx, on(user, adminProject, admin));
        GrantRows.put(tx, on(user, demoProject, admin));
        GrantRows.put(tx, Assignment.ofUser(user, new Target.OnSystem(), admin.id()));
      }
      if (user(tx, "demo").isEmpty()) {
        String user = insertUser(tx, "demo", demoProject, demoHash);
        GrantRows.put(tx, on(user, demoProject, member));
      }
      catalog(tx);
      changes.note(tx);
    });
  }

  /** Has {@code passwords} know the two that are given out at first start, if they still hold. */
  public static void remember(
      Store store, Passwords passwords, String adminPassword, String demoPassword) {
    prove(store, passwords, "demo", demoPassword); // who logs in first, mostly
    prove(store, passwords, "admin", adminPassword);
  }

  private static void prove(Store store, Passwords passwords, String name, String password) {
    passwords.matches(store.read(tx -> user(tx, name)).flatMap(User::passwordHash), password);
  }

  private static Optional<String> hash(Passwords passwords, boolean missing, String password) {
    return missing ? Optional.of(passwords.hash(password)) : Optional.empty();
  }

  private static Assignment on(String userId, Project project, Role role) {
    return Assignment.ofUser(userId, new Target.OnProject(project.id()), role.id());
  }

  private static void domain(Tx tx) {
    if (DomainRows.find(tx, Domain.DEFAULT_ID).isEmpty()) {
      DomainRows.insert(
          tx,
          new Domain(
              Domain.DEFAULT_ID,
              "Default",
              "The default domain",
              true,
              false,
              List.of(),
              Json.object()));
    }
  }

  /** A rule that an admin took away stays away. */
  private static Role role(Tx tx, String name, Optional<Role> implied) {
    return RoleRows.findByName(tx, Optional.empty(), name)
        .orElseGet(() -> {
          Role role =
              new Role(Id.newHex(), Optional.empty(), name, Optional.empty(), true, Json.object());
          RoleRows.insert(tx, role);
          implied.ifPresent(other -> RoleRows.put(tx, new Implication(role.id(), other.id())));
          return role;
        });
  }

  private static Project project(Tx tx, String name, String description) {
    return ProjectRows.findByName(tx, Domain.DEFAULT_ID, name)
        .orElseGet(() -> {
          Project project =
              new Project(
                  Id.newHex(),
                  Domain.DEFAULT_ID,
                  Domain.DEFAULT_ID,
                  name,
                  description,
                  true,
                  false,
                  List.of(),
                  Json.object());
          ProjectRows.insert(tx, project);
          return project;
        });
  }

  private static Optional<User> user(Tx tx, String name) {
    return UserRows.findByName(tx, Domain.DEFAULT_ID, name);
  }

  private static String insertUser(Tx tx, String name, Project project, Optional<String> hash) {
    User user =
        new User(
            Id.newHex(),
            Domain.DEFAULT_ID,
            name,
            true,
            Optional.of(project.id()),
            hash.map(it -> new User.Password(it, Optional.empty(), Optional.empty())),
            Optional.empty(),
            0,
            Json.object(),
            Json.object());
    UserRows.insert(tx, user);
    return user.id();
  }

  private static void catalog(Tx tx) {
    if (CatalogRows.region(tx, REGION).isEmpty()) {
      CatalogRows.insert(tx, new Region(REGION, "", Optional.empty(), Json.object()));
    }
    for (Listed listed : SERVICES) {
      CatalogService service = service(tx, listed);
      boolean unlisted =
          CatalogRows.endpoints(tx, Selection.all().and("service_id", service.id())).isEmpty();
      if (unlisted) {
        for (String face : FACES) {
          CatalogRows.insert(
              tx,
              new Endpoint(
                  Id.newHex(),
                  service.id(),
                  face,
                  Optional.of(REGION),
                  "$(base)s" + listed.path(),
                  true,
                  Json.object()));
        }
      }
    }
  }

  private static CatalogService service(Tx tx, Listed listed) {
    return CatalogRows.services(tx, Selection.all().and("type", listed.type())).stream()
        .findFirst()
        .orElseGet(() -> {
          CatalogService service =
              new CatalogService(
                  Id.newHex(), listed.type(), listed.name(), Optional.empty(), true, Json.object());
          CatalogRows.insert(tx, service);
          return service;
        });
  }
}
