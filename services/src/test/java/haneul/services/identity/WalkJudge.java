package haneul.services.identity;

import haneul.services.identity.Powers.Power;
import haneul.services.identity.Powers.Row;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.WalkCalls.Call;
import haneul.services.identity.WalkCloud.Caller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what a caller was let do that he may not, by {@link Powers} before and after. */
final class WalkJudge {
  private final WalkCloud cloud;
  private final Powers before;

  WalkJudge(WalkCloud cloud, Powers before) {
    this.cloud = cloud;
    this.before = before;
  }

  /** A row of a table that was changed: as it was, as it is; an empty one where there is none. */
  private record Change(String table, Row was, Row is) {
    Row any() {
      return was.values().isEmpty() ? is : was;
    }

    boolean added() {
      return was.values().isEmpty();
    }

    boolean removed() {
      return is.values().isEmpty();
    }
  }

  /** All that someone has himself; what acts for him has what it was given. */
  private Set<Power> had(Caller caller) {
    if (!caller.delegated()) {
      return before.of(caller.user());
    }
    List<String> roles =
        before.rows("role").stream()
            .filter(role -> caller.roles().contains(role.get("name")))
            .map(role -> role.get("id"))
            .toList();
    return before.names(roles).stream()
        .map(role -> new Power(role, "project " + caller.project().orElse("none")))
        .collect(Collectors.toSet());
  }

  private boolean has(Caller caller, Power power) {
    return caller.isAdmin()
        || caller
            .domain()
            .filter(domain -> caller.administers(domain) && before.staysWithin(domain, power))
            .isPresent()
        || had(caller).contains(power);
  }

  private boolean hasAll(Caller caller, Collection<Power> powers) {
    return powers.stream().allMatch(power -> has(caller, power));
  }

  /** Secrets in an answer are his own, or open nothing that he has not. */
  List<String> shown(Caller caller, Answer answer) {
    String text = new String(answer.response().body(), StandardCharsets.UTF_8);
    List<String> faults = new ArrayList<>();
    cloud.secrets.forEach((secret, owner) -> {
      boolean own = owner.equals(caller.user()) && !caller.delegated();
      if (text.contains(secret) && !own && !hasAllToRead(caller, owner)) {
        faults.add("shows a secret of " + owner);
      }
    });
    Stream.concat(
            before.rows("user").stream().map(row -> row.get("password_hash")),
            before.rows("application_credential").stream().map(row -> row.get("secret_hash")))
        .filter(hash -> !hash.isEmpty() && text.contains(hash))
        .forEach(_ -> faults.add("shows a hash"));
    return faults;
  }

  /** A reader of the system has what any reader has. */
  private boolean hasAllToRead(Caller caller, String owner) {
    Set<Power> powers = before.everOf(owner);
    boolean readsAll =
        cloud.readsSystem(caller) && powers.stream().allMatch(one -> one.role().equals("reader"));
    return caller.isAdmin() || (!caller.delegated() && (readsAll || hasAll(caller, powers)));
  }

  /** What was given and taken, and whose things were changed. */
  List<String> changed(Caller caller, Call call, Powers after) {
    List<String> faults = new ArrayList<>();
    if (caller.isAdmin()) {
      return faults;
    }
    Set<String> users = new HashSet<>();
    Stream.of(before, after)
        .flatMap(one -> one.rows("user").stream())
        .forEach(user -> users.add(user.get("id")));
    for (String user : users) {
      Set<Power> had = before.of(user);
      Set<Power> has = after.of(user);
      has.stream()
          .filter(power -> !had.contains(power) && !has(caller, power))
          .filter(power -> !isOfNewProject(power, after) || !after.inherits(had, power))
          .forEach(power -> faults.add("gives " + user + " " + power));
      had.stream()
          .filter(power -> !has.contains(power) && !has(caller, power))
          .forEach(power -> faults.add("takes from " + user + " " + power));
    }
    changes(after).stream()
        .filter(change -> !mayChange(caller, call, change, after))
        .forEach(change -> faults.add("changes " + change.table() + " " + change.any().values()));
    return faults;
  }

  private boolean isOfNewProject(Power power, Powers after) {
    String id = power.scope().replaceFirst(".* ", "");
    return before.row("project", id).isEmpty() && after.row("project", id).isPresent();
  }

  private List<Change> changes(Powers after) {
    List<Change> changes = new ArrayList<>();
    Row none = new Row(Map.of());
    for (String table : before.tables()) {
      String name = table.replaceFirst("^identity_", "");
      Set<Row> was = new HashSet<>(before.rows(name));
      Set<Row> is = new HashSet<>(after.rows(name));
      for (Row row : was) {
        if (!is.contains(row)) {
          Optional<Row> same =
              Optional.of(row.get("id"))
                  .filter(id -> !id.isEmpty())
                  .flatMap(id -> after.row(name, id));
          changes.add(new Change(name, row, same.orElse(none)));
        }
      }
      for (Row row : is) {
        boolean known = !row.get("id").isEmpty() && before.row(name, row.get("id")).isPresent();
        if (!was.contains(row) && !known) {
          changes.add(new Change(name, none, row));
        }
      }
    }
    return changes;
  }

  private boolean mayChange(Caller caller, Call call, Change change, Powers after) {
    Row any = change.any();
    String user = any.get("user_id");
    return switch (change.table()) {
      // What a user gets when he is made or loses with all that he is, is judged by his powers.
      case "user" ->
          change.added()
              ? caller.administers(any.get("domain_id"))
              : provesHimself(call, any.get("id"))
                  || (isManaged(caller, any) && hasAll(caller, before.everOf(any.get("id"))));
      case "password" ->
          provesHimself(call, user)
              || before.row("user", user).isEmpty()
              || hasAll(caller, before.everOf(user));
      case "group" ->
          isManaged(caller, any)
              && (change.added() || hasAll(caller, before.ofGroup(any.get("id"))));
      case "membership" -> hasAll(caller, before.ofGroup(any.get("group_id")));
      case "grant" -> hasAll(caller, (change.added() ? after : before).given(any));
      case "trust" -> mayChangeTrust(caller, change, after);
      case "credential" ->
          isOwn(caller, user)
              || isGone(after, "project", any.get("project_id"))
              || (isGone(after, "user", user) && hasAll(caller, before.everOf(user)));
      case "application_credential", "access_rule" ->
          mayChangeProgram(caller, change)
              || isGone(after, "project", any.get("project_id"))
              || (losesPrograms(after, user) && hasAll(caller, before.everOf(user)));
      case "project" -> isManaged(caller, any);
      case "revocation" ->
          call.subject().filter(one -> one.user().equals(caller.user())).isPresent();
      default -> false; // an admin's alone
    };
  }

  private static boolean isManaged(Caller caller, Row row) {
    return caller.administers(row.get("domain_id"));
  }

  private static boolean provesHimself(Call call, String user) {
    return call.path().equals("/v3/users/" + user + "/password");
  }

  private static boolean isOwn(Caller caller, String user) {
    return caller.user().equals(user) && !caller.delegated();
  }

  private static boolean isGone(Powers after, String table, String id) {
    return !id.isEmpty() && after.row(table, id).isEmpty();
  }

  private static boolean losesPrograms(Powers after, String user) {
    return after.row("user", user).filter(row -> row.is("enabled")).isEmpty();
  }

  private boolean mayChangeTrust(Caller caller, Change change, Powers after) {
    Row trust = change.any();
    String trustor = trust.get("trustor_user_id");
    boolean ends =
        isGone(after, "user", trustor)
            || isGone(after, "user", trust.get("trustee_user_id"))
            || isGone(after, "project", trust.get("project_id"));
    if (change.removed() && ends) {
      return hasAll(caller, before.given(trust, true));
    }
    if (!caller.user().equals(trustor)) {
      return false;
    }
    // Who acts by a trust passes that one on, and takes back what he passed on.
    return !caller.delegated()
        || (!caller.trust().isEmpty() && isOfLine(change.added() ? after : before, trust, caller));
  }

  private static boolean isOfLine(Powers powers, Row trust, Caller caller) {
    Optional<Row> at = Optional.of(trust);
    while (at.isPresent()) {
      if (at.get().get("id").equals(caller.trust())) {
        return true;
      }
      at = powers.row("trust", at.get().get("redelegated_trust_id"));
    }
    return false;
  }

  /** A program's own may be no more than what makes it. */
  private boolean mayChangeProgram(Caller caller, Change change) {
    Row row = change.any();
    if (!caller.user().equals(row.get("user_id"))) {
      return false;
    }
    if (!caller.delegated()) {
      return true;
    }
    Optional<Row> maker =
        before.rows("application_credential").stream()
            .filter(one -> one.get("name").equals(caller.name()))
            .findFirst();
    boolean free = maker.filter(one -> one.is("unrestricted")).isPresent();
    boolean wider =
        change.table().equals("application_credential")
            && change.added()
            && (!hasAll(
                    caller,
                    before.names(row.list("role_ids")).stream()
                        .map(role -> new Power(role, "project " + row.get("project_id")))
                        .toList())
                || !maker.filter(one -> mayAskAsMuch(one, row)).isPresent());
    return free && !wider;
  }

  /** No access rules are leave to ask for anything. */
  private static boolean mayAskAsMuch(Row maker, Row made) {
    return maker.get("access_rule_ids").isEmpty()
        || (!made.get("access_rule_ids").isEmpty()
            && maker.list("access_rule_ids").containsAll(made.list("access_rule_ids")));
  }
}
