package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.AssignmentFilter;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.GrantRows;
import haneul.services.identity.store.GroupRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.UserRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists who has which role on what: as it was given, or as it counts. What counts is spelled out: a
 * group's role for each of its members, an inherited one for each project below, a role with all
 * that it implies.
 */
public final class AssignmentLists {
  /** What is spelled out can be far more than was given. */
  private static final int MAX = Page.MAX;

  private final Store store;

  public AssignmentLists(Store store) {
    this.store = store;
  }

  /**
   * A role that counts, and where it comes from.
   *
   * @param given what was given
   * @param actor who has it: a member, where a group was given it
   * @param target where: a project below, where it is inherited
   * @param roleId what: an implied role, maybe
   */
  public record Held(Assignment given, Actor actor, Target target, String roleId) {
    boolean isImplied() {
      return !given.roleId().equals(roleId);
    }
  }

  /**
   * Assignments with all that they name, by id.
   *
   * @param truncated whether there are more than one answer holds
   */
  public record Listing(
      List<Held> held,
      boolean truncated,
      Map<String, User> users,
      Map<String, Group> groups,
      Map<String, Project> projects,
      Map<String, Domain> domains,
      Map<String, Role> roles) {}

  /**
   * What is asked for.
   *
   * @param effective what counts, not what was given
   * @param subtree on the target, which is a project, and on all below it
   * @param withinDomain only on this domain and its projects
   */
  public record Question(
      AssignmentFilter filter, boolean effective, boolean subtree, Optional<String> withinDomain) {}

  public Listing list(Question question) {
    return store.read(tx -> {
      List<Held> found =
          question.subtree()
              ? inSubtree(tx, question)
              : question.effective()
                  ? effective(tx, question.filter())
                  : given(GrantRows.list(tx, question.filter()));
      List<Held> within =
          question.withinDomain().isEmpty()
              ? found
              : within(tx, found, question.withinDomain().get());
      boolean truncated = within.size() > MAX;
      return named(tx, truncated ? within.subList(0, MAX) : within, truncated);
    });
  }

  private static List<Held> given(List<Assignment> assignments) {
    return assignments.stream()
        .map(one -> new Held(one, one.actor(), one.target(), one.roleId()))
        .toList();
  }

  private static List<Held> inSubtree(Tx tx, Question question) {
    AssignmentFilter filter = question.filter();
    String top = filter.target().map(Target::id).orElseThrow();
    Project project = Directory.project(tx, top);
    List<Project> all = new ArrayList<>(ProjectRows.descendants(tx, top));
    all.addFirst(project);
    if (!question.effective()) {
      return given(GrantRows.onProjects(tx, filter, all.stream().map(Project::id).toList()));
    }
    List<Held> held = new ArrayList<>();
    for (Project one : all) {
      if (held.size() > MAX) {
        break;
      }
      held.addAll(
          effective(
              tx,
              new AssignmentFilter(
                  filter.actor(),
                  filter.roleId(),
                  Optional.of(new Target.OnProject(one.id())),
                  filter.inherited())));
    }
    return held;
  }

  private static List<Held> effective(Tx tx, AssignmentFilter filter) {
    List<Held> held = onTargets(tx, filter);
    held = byMembers(tx, held, filter.actor());
    held = withImplied(tx, held);
    return held.stream()
        .filter(one -> filter.roleId().map(one.roleId()::equals).orElse(true))
        .filter(
            one -> filter.inherited().map(wanted -> wanted == one.given().inherited()).orElse(true))
        .toList();
  }

  /** Inherited ones on each project that they count on. */
  private static List<Held> onTargets(Tx tx, AssignmentFilter filter) {
    Optional<Target> target = filter.target();
    if (target.orElse(null) instanceof Target.OnProject on) {
      Optional<Project> project = ProjectRows.find(tx, on.projectId());
      return project.isEmpty()
          ? List.of()
          : GrantRows.countingOn(
                  tx, filter, project.get(), ProjectRows.ancestors(tx, project.get()))
              .stream()
              .map(one -> new Held(one, one.actor(), on, one.roleId()))
              .toList();
    }
    List<Held> held = new ArrayList<>();
    Map<Target, List<Project>> below = new HashMap<>();
    for (Assignment one : GrantRows.counting(tx, filter)) {
      if (held.size() > MAX) {
        break;
      }
      if (!one.inherited()) {
        held.add(new Held(one, one.actor(), one.target(), one.roleId()));
        continue;
      }
      for (Project project : below.computeIfAbsent(one.target(), key -> below(tx, key))) {
        held.add(new Held(one, one.actor(), new Target.OnProject(project.id()), one.roleId()));
      }
    }
    return held;
  }

  private static List<Project> below(Tx tx, Target target) {
    return switch (target) {
      case Target.OnProject on -> ProjectRows.descendants(tx, on.projectId());
      case Target.OnDomain on -> ProjectRows.inDomain(tx, on.domainId());
      case Target.OnSystem on -> List.of();
    };
  }

  private static List<Held> byMembers(Tx tx, List<Held> held, Optional<Actor> only) {
    Set<String> groups =
        held.stream()
            .map(Held::actor)
            .filter(actor -> actor instanceof Actor.OfGroup)
            .map(Actor::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (groups.isEmpty()) {
      return held;
    }
    Map<String, List<String>> members =
        only.isPresent()
            ? groups.stream().collect(Collectors.toMap(id -> id, id -> List.of(only.get().id())))
            : GroupRows.members(tx, groups, MAX + 1);
    List<Held> all = new ArrayList<>();
    for (Held one : held) {
      if (all.size() > MAX) {
        break;
      }
      if (one.actor() instanceof Actor.OfUser) {
        all.add(one);
        continue;
      }
      for (String member : members.getOrDefault(one.actor().id(), List.of())) {
        all.add(new Held(one.given(), new Actor.OfUser(member), one.target(), one.roleId()));
      }
    }
    return all;
  }

  /** Domains' own roles only bring others along. */
  private static List<Held> withImplied(Tx tx, List<Held> held) {
    List<Implication> rules = RoleRows.implications(tx);
    Map<String, Set<String>> closures = new HashMap<>();
    for (Held one : held) {
      closures.computeIfAbsent(
          one.roleId(), id -> Implication.closure(List.of(id), rules).keySet());
    }
    Set<String> all =
        closures.values().stream().flatMap(Collection::stream).collect(Collectors.toSet());
    Set<String> everyones =
        RoleRows.withIds(tx, all).stream()
            .filter(role -> role.domainId().isEmpty())
            .map(Role::id)
            .collect(Collectors.toSet());
    return held.stream()
        .flatMap(one ->
            closures.getOrDefault(one.roleId(), Set.of()).stream()
                .filter(everyones::contains)
                .map(role -> new Held(one.given(), one.actor(), one.target(), role)))
        .distinct()
        .limit(MAX + 1)
        .toList();
  }

  private static List<Held> within(Tx tx, List<Held> held, String domainId) {
    Map<String, Project> projects =
        byId(ProjectRows.withIds(tx, targets(held, "project")), Project::id);
    return held.stream()
        .filter(one ->
            switch (one.target()) {
              case Target.OnDomain on -> on.domainId().equals(domainId);
              case Target.OnProject on ->
                  Optional.ofNullable(projects.get(on.projectId()))
                      .map(project -> project.domainId().equals(domainId))
                      .orElse(false);
              case Target.OnSystem on -> false;
            })
        .toList();
  }

  private static Listing named(Tx tx, List<Held> held, boolean truncated) {
    Map<String, User> users = byId(UserRows.withIds(tx, actors(held, "user")), User::id);
    Map<String, Group> groups = byId(GroupRows.withIds(tx, actors(held, "group")), Group::id);
    Map<String, Project> projects =
        byId(ProjectRows.withIds(tx, targets(held, "project")), Project::id);
    Map<String, Role> roles =
        byId(
            RoleRows.withIds(tx, held.stream().map(Held::roleId).collect(Collectors.toSet())),
            Role::id);
    Set<String> domainIds =
        Stream.of(
                users.values().stream().map(User::domainId),
                groups.values().stream().map(Group::domainId),
                projects.values().stream().map(Project::domainId),
                roles.values().stream().map(Role::domainId).flatMap(Optional::stream),
                targets(held, "domain").stream())
            .flatMap(ids -> ids)
            .collect(Collectors.toSet());
    Map<String, Domain> domains = byId(DomainRows.withIds(tx, domainIds), Domain::id);
    return new Listing(held, truncated, users, groups, projects, domains, roles);
  }

  private static Set<String> actors(List<Held> held, String kind) {
    return held.stream()
        .map(Held::actor)
        .filter(actor -> actor.kind().equals(kind))
        .map(Actor::id)
        .collect(Collectors.toSet());
  }

  private static Set<String> targets(List<Held> held, String kind) {
    return held.stream()
        .map(Held::target)
        .filter(target -> target.kind().equals(kind))
        .map(Target::id)
        .collect(Collectors.toSet());
  }

  private static <T> Map<String, T> byId(List<T> things, Function<T, String> id) {
    return things.stream().collect(Collectors.toMap(id, thing -> thing));
  }
}
