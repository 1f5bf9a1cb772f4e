package haneul.services.identity;

import haneul.platform.http.Json;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may what, by the rows of identity's tables alone. It is a second opinion: nothing of what it
 * checks is used here, and it knows no HTTP and no SQL.
 */
final class Powers {
  private final Map<String, List<Row>> tables;
  private final Map<String, Map<String, Row>> byId = new HashMap<>();
  private final Map<String, Set<Power>> known = new HashMap<>();

  /**
   * @param tables rows by the name of their table
   */
  Powers(Map<String, List<Row>> tables) {
    this.tables = tables;
    tables.forEach((table, rows) -> {
      Map<String, Row> ids = byId.computeIfAbsent(table, _ -> new HashMap<>());
      rows.forEach(row -> ids.put(row.get("id"), row));
    });
  }

  /** A row by its columns, as text; nothing is an empty one. */
  record Row(Map<String, String> values) {
    String get(String column) {
      return values.getOrDefault(column, "");
    }

    boolean is(String flag) {
      return get(flag).equals("1") || get(flag).equals("true");
    }

    List<String> list(String column) {
      return Json.parseOurs(get(column)).valueStream().map(each -> each.stringValue()).toList();
    }
  }

  /**
   * A role that works.
   *
   * @param role its name
   * @param scope {@code project ID}, {@code domain ID}, {@code system}; {@code below} before the
   *     first two for what all projects there inherit, those to come too
   */
  record Power(String role, String scope) {}

  /** A scope that is above projects. */
  private static final String BELOW = "below ";

  Set<String> tables() {
    return tables.keySet();
  }

  List<Row> rows(String table) {
    return tables.getOrDefault("identity_" + table, List.of());
  }

  Optional<Row> row(String table, String id) {
    return Optional.ofNullable(byId.getOrDefault("identity_" + table, Map.of()).get(id));
  }

  /** A user's that count now; none when he is disabled. */
  Set<Power> of(String user) {
    return known.computeIfAbsent(
        user,
        _ ->
            isEnabled(user) ? all(user).filter(this::works).collect(Collectors.toSet()) : Set.of());
  }

  /** The same and what only sleeps, as he, a project or a domain is disabled. */
  Set<Power> everOf(String user) {
    return all(user).collect(Collectors.toSet());
  }

  private Stream<Power> all(String user) {
    Set<String> actors = new HashSet<>(groupsOf(user));
    actors.add(user);
    return Stream.concat(
        rows("grant").stream()
            .filter(grant -> actors.contains(grant.get("actor_id")))
            .flatMap(grant -> given(grant).stream()),
        rows("trust").stream()
            .filter(trust -> user.equals(trust.get("trustee_user_id")))
            .flatMap(trust -> given(trust, true).stream()));
  }

  private Set<String> groupsOf(String user) {
    return rows("membership").stream()
        .filter(row -> row.get("user_id").equals(user))
        .map(row -> row.get("group_id"))
        .collect(Collectors.toSet());
  }

  /** What members of a group have by it. */
  Set<Power> ofGroup(String group) {
    return rows("grant").stream()
        .filter(grant -> grant.get("actor_id").equals(group))
        .flatMap(grant -> given(grant).stream())
        .collect(Collectors.toSet());
  }

  /** What an assignment gives, on all that it reaches. */
  Set<Power> given(Row grant) {
    String kind = grant.get("target_kind");
    String target = grant.get("target_id");
    Set<String> scopes = new LinkedHashSet<>();
    if (!grant.is("inherited")) {
      scopes.add(kind.equals("system") ? "system" : kind + " " + target);
    } else {
      scopes.add(BELOW + kind + " " + target);
      rows("project").stream()
          .filter(project ->
              kind.equals("domain")
                  ? project.get("domain_id").equals(target)
                  : above(project.get("id")).contains(target))
          .forEach(project -> scopes.add("project " + project.get("id")));
    }
    return powers(List.of(grant.get("role_id")), scopes);
  }

  /**
   * What a trust gives.
   *
   * @param working whether it must work; else what it would give
   */
  Set<Power> given(Row trust, boolean working) {
    String project = trust.get("project_id");
    if (project.isEmpty() || (working && !isHeldByTrustors(trust))) {
      return Set.of();
    }
    return powers(trust.list("role_ids"), Set.of("project " + project));
  }

  private boolean isHeldByTrustors(Row trust) {
    Row first = trust;
    while (isEnabled(first.get("trustor_user_id"))
        && !first.get("redelegated_trust_id").isEmpty()) {
      first = row("trust", first.get("redelegated_trust_id")).orElseThrow();
    }
    String scope = "project " + trust.get("project_id");
    String trustor = first.get("trustor_user_id");
    Set<String> held =
        rows("grant").stream()
            .filter(grant ->
                grant.get("actor_id").equals(trustor)
                    || groupsOf(trustor).contains(grant.get("actor_id")))
            .filter(grant -> given(grant).stream().anyMatch(power -> power.scope().equals(scope)))
            .flatMap(grant -> implied(List.of(grant.get("role_id"))).stream())
            .collect(Collectors.toSet());
    return isEnabled(trustor) && held.containsAll(trust.list("role_ids"));
  }

  private Set<Power> powers(Collection<String> roles, Set<String> scopes) {
    return names(roles).stream()
        .flatMap(role -> scopes.stream().map(scope -> new Power(role, scope)))
        .collect(Collectors.toSet());
  }

  /** The names of roles and of all that they imply; a domain's own only bring others along. */
  Set<String> names(Collection<String> roles) {
    return implied(roles).stream()
        .map(id -> row("role", id).orElseThrow())
        .filter(role -> role.get("domain_id").isEmpty())
        .map(role -> role.get("name"))
        .collect(Collectors.toSet());
  }

  private Set<String> implied(Collection<String> roles) {
    Set<String> found = new LinkedHashSet<>(roles);
    Deque<String> left = new ArrayDeque<>(roles);
    while (!left.isEmpty()) {
      String prior = left.remove();
      for (Row rule : rows("implication")) {
        if (rule.get("prior_role_id").equals(prior) && found.add(rule.get("implied_role_id"))) {
          left.add(rule.get("implied_role_id"));
        }
      }
    }
    return found;
  }

  /** The projects above one. */
  private Set<String> above(String project) {
    Set<String> found = new LinkedHashSet<>();
    Optional<Row> at = row("project", project);
    while (at.isPresent()) {
      String parent = at.get().get("parent_id");
      at = row("project", parent);
      at.ifPresent(_ -> found.add(parent));
    }
    return found;
  }

  /** Whether a project that is not there yet would have this from above. */
  boolean inherits(Set<Power> before, Power gained) {
    String project = gained.scope().replaceFirst("^project ", "");
    Set<String> places = new HashSet<>();
    above(project).forEach(parent -> places.add(BELOW + "project " + parent));
    row("project", project).ifPresent(it -> places.add(BELOW + "domain " + it.get("domain_id")));
    return places.stream().anyMatch(place -> before.contains(new Power(gained.role(), place)));
  }

  private boolean isEnabled(String user) {
    return row("user", user)
        .filter(row -> row.is("enabled") && isEnabledDomain(row.get("domain_id")))
        .isPresent();
  }

  private boolean isEnabledDomain(String domain) {
    return row("domain", domain).filter(row -> row.is("enabled")).isPresent();
  }

  private boolean works(Power power) {
    if (power.scope().equals("system") || power.scope().startsWith(BELOW)) {
      return true;
    }
    return isProject(power.scope())
        ? row("project", id(power.scope()))
            .filter(row -> row.is("enabled") && isEnabledDomain(row.get("domain_id")))
            .isPresent()
        : isEnabledDomain(id(power.scope()));
  }

  private static boolean isProject(String scope) {
    return scope.contains("project ");
  }

  private static String id(String scope) {
    return scope.substring(scope.lastIndexOf(' ') + 1);
  }

  /**
   * Whether a domain's admin has it: what counts in his domain only, which neither an admin of a
   * project does, who is the cloud's, nor one who vouches for others.
   */
  boolean staysWithin(String domain, Power power) {
    if (power.role().equals("service") || power.scope().equals("system")) {
      return false;
    }
    if (power.role().equals("admin")) {
      return power.scope().equals("domain " + domain);
    }
    return isProject(power.scope())
        ? row("project", id(power.scope()))
            .filter(row -> row.get("domain_id").equals(domain))
            .isPresent()
        : id(power.scope()).equals(domain);
  }
}
