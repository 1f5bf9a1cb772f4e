package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onDomain;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.ops.ApplicationCredentials;
import haneul.services.identity.ops.Changes;
import haneul.services.identity.ops.Trusts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody changes who has what he has not himself. Every way to have something, against every call
 * that could give or take it.
 */
@OnEveryStore
class EscalationTest {
  private final Store store;
  private final TestIdentity identity;
  private final Things things;
  private String domain = "";
  private String project = "";
  private String elsewhere = "";
  private String manager = "";
  private String auditor = "";

  EscalationTest(Store store, @TempDir Path keys) {
    this.store = store;
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    domain = things.domain("d");
    project = things.project("p", domain);
    elsewhere = things.project("elsewhere", "default");
    String managing = things.user("manager", domain);
    things.grant("domains/" + domain + "/users/" + managing, "admin");
    manager = things.token(managing, onDomain(domain));
    String auditing = things.user("auditor", "default");
    things.grant("system/users/" + auditing, "reader");
    auditor = things.token(auditing, Things.ON_SYSTEM);
    String rule = "/v3/roles/" + things.role("operator") + "/implies/" + things.role("service");
    assertThat(identity.put(rule, things.admin).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  /** Where a role is given, with {@code ACTOR} for {@code users/ID}; and which. */
  private record Power(String place, String role, String last) {
    Power(String place, String role) {
      this(place, role, "");
    }

    String path(Things things, String actor) {
      return "/v3/" + place.replace("ACTOR", actor) + "/roles/" + things.role(role) + last;
    }
  }

  private Map<String, Power> within() {
    Map<String, Power> all = new LinkedHashMap<>();
    all.put("member of a project", new Power("projects/" + project + "/ACTOR", "member"));
    all.put("reader of the domain", new Power("domains/" + domain + "/ACTOR", "reader"));
    all.put("admin of the domain", new Power("domains/" + domain + "/ACTOR", "admin"));
    all.put("member of all projects", inherited("member"));
    return all;
  }

  private Map<String, Power> beyond() {
    Map<String, Power> all = new LinkedHashMap<>();
    all.put("admin of a project", new Power("projects/" + project + "/ACTOR", "admin"));
    all.put("admin of all projects", inherited("admin"));
    all.put("service", new Power("projects/" + project + "/ACTOR", "service"));
    all.put("service on the domain", new Power("domains/" + domain + "/ACTOR", "service"));
    all.put("service, implied", new Power("projects/" + project + "/ACTOR", "operator"));
    all.put("reader of the system", new Power("system/ACTOR", "reader"));
    all.put("admin of the system", new Power("system/ACTOR", "admin"));
    all.put("member elsewhere", new Power("projects/" + elsewhere + "/ACTOR", "member"));
    return all;
  }

  private Power inherited(String role) {
    return new Power("OS-INHERIT/domains/" + domain + "/ACTOR", role, "/inherited_to_projects");
  }

  private void give(Power power, String actor) {
    assertThat(identity.put(power.path(things, actor), things.admin).status()).isEqualTo(204);
  }

  private void expect(String what, boolean allowed, Supplier<Answer> call) {
    int status = call.get().status();
    if (allowed) {
      assertThat(status).as(what).isBetween(200, 204);
    } else {
      assertThat(status).as(what).isEqualTo(403);
    }
  }

  @Test
  @Tag("long")
  void whoeverHasMoreIsNotChanged() {
    within().forEach((what, power) -> change(what, power, true));
    beyond().forEach((what, power) -> change(what, power, false));
  }

  private void change(String what, Power power, boolean allowed) {
    for (String actor : new String[] {"user", "member of a group"}) {
      String user = things.user("u " + what + actor, domain);
      String group = things.group("g " + what + actor, domain);
      String other = things.user("o " + what + actor, domain);
      assertThat(identity.put("/v3/groups/" + group + "/users/" + user, things.admin).status())
          .isEqualTo(204);
      give(power, actor.equals("user") ? "users/" + user : "groups/" + group);
      String said = actor + ", " + what;
      String onUser = "/v3/users/" + user;
      String onGroup = "/v3/groups/" + group;
      boolean groupToo = allowed || actor.equals("user");

      expect(
          said + ": password",
          allowed,
          () -> identity.patch(onUser, manager, body("user", "'password':'mine'")));
      expect(
          said + ": disabled",
          allowed,
          () -> identity.patch(onUser, manager, body("user", "'enabled':false")));
      expect(
          said + ": group changed",
          groupToo,
          () -> identity.patch(onGroup, manager, body("group", "'description':'x'")));
      expect(said + ": joined", groupToo, () -> identity.put(onGroup + "/users/" + other, manager));
      expect(
          said + ": left",
          groupToo,
          () -> identity.delete(onGroup + "/users/" + other, admitted(group, other)));
      expect(said + ": group deleted", groupToo, () -> identity.delete(onGroup, manager));
      boolean userNow = allowed || (groupToo && !actor.equals("user"));
      expect(said + ": deleted", userNow, () -> identity.delete(onUser, manager));
    }
  }

  /** The manager, once a user is in a group that he may not have put him into. */
  private String admitted(String group, String user) {
    assertThat(identity.put("/v3/groups/" + group + "/users/" + user, things.admin).status())
        .isEqualTo(204);
    return manager;
  }

  @Test
  void nobodyGivesOrTakesMoreThanHeHas() {
    within().forEach((what, power) -> giveAndTake(what, power, true));
    beyond().forEach((what, power) -> giveAndTake(what, power, false));
  }

  private void giveAndTake(String what, Power power, boolean allowed) {
    for (String kind : new String[] {"users/", "groups/"}) {
      String actor =
          kind
              + (kind.equals("users/")
                  ? things.user("u " + what, domain)
                  : things.group("g " + what, domain));
      String path = power.path(things, actor);
      expect(what + ": given to " + kind, allowed, () -> identity.put(path, manager));
      give(power, actor);
      expect(what + ": taken from " + kind, allowed, () -> identity.delete(path, manager));
      expect(what + ": given by an auditor", false, () -> identity.put(path, auditor));
    }
  }

  @Test
  void aTrustCountsAsItsTrusteesOwn() {
    String trustor = things.user("trustor", "default");
    things.grant("projects/" + elsewhere + "/users/" + trustor, "member");
    String trustee = things.user("trustee", domain);
    things.made(
        "trust",
        things.token(trustor, onProject(elsewhere)),
        "OS-TRUST/trusts",
        "'trustor_user_id':'%s','trustee_user_id':'%s','project_id':'%s','impersonation':true,'roles':[{'name':'member'}]"
            .formatted(trustor, trustee, elsewhere));
    String path = "/v3/users/" + trustee;

    expect(
        "password", false, () -> identity.patch(path, manager, body("user", "'password':'mine'")));
    expect("deleted", false, () -> identity.delete(path, manager));
  }

  /** Whoever makes many trusts for somebody hides none behind them. */
  @Test
  void oneTrustAmongTensOfThousandsCounts() {
    String trustor = things.user("trustor", "default");
    things.grant("projects/" + elsewhere + "/users/" + trustor, "member");
    String trustee = things.user("trustee", domain);
    String other = things.user("other", "default");
    store.run(tx -> {
      tx.sql()
          .execute(
              "WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < 11000)"
                  + " INSERT INTO identity_trust (id, trustor_user_id, trustee_user_id,"
                  + " impersonation, role_ids, redelegation_count)"
                  + " SELECT '00000' || i, ?, ?, false, '[]', 0 FROM many",
              other,
              trustee);
    });
    things.made(
        "trust",
        things.token(trustor, onProject(elsewhere)),
        "OS-TRUST/trusts",
        "'trustor_user_id':'%s','trustee_user_id':'%s','project_id':'%s','impersonation':true,'roles':[{'name':'member'}]"
            .formatted(trustor, trustee, elsewhere));

    expect(
        "password",
        false,
        () -> identity.patch("/v3/users/" + trustee, manager, body("user", "'password':'mine'")));
  }

  /** A token was looked at, and then its trust was deleted: that is no leave to give anything. */
  @Test
  void aTrustThatIsGoneIsNotPassedOn() {
    String trustor = things.user("trustor", "default");
    things.grant("projects/" + elsewhere + "/users/" + trustor, "member");
    Trusts trusts = new Trusts(store, identity::now, new Changes(store.embedded()));
    Caller acting =
        new Caller(
            new UserId(trustor),
            "trustor",
            new Caller.ProjectScope(new ProjectId(elsewhere), "elsewhere", "default"),
            Set.of("reader"),
            identity.now(),
            Optional.of(new Caller.ByTrust("gone")));
    Trusts.NewTrust wanted =
        new Trusts.NewTrust(
            trustor,
            things.user("trustee", domain),
            Optional.of(elsewhere),
            true,
            List.of(new ApplicationCredentials.RoleNamed(Optional.empty(), "member")),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());

    assertThatThrownBy(() -> trusts.create(acting, wanted)).hasMessageContaining("gone");
    assertThat(things.list("OS-TRUST/trusts", "trusts", "id", things.admin)).isEmpty();
  }

  @Test
  void aProjectOnWhichSomeoneHasMoreStays() {
    String boss = things.user("boss", domain);
    things.grant("projects/" + project + "/users/" + boss, "admin");
    String path = "/v3/projects/" + project;

    expect(
        "disabled", false, () -> identity.patch(path, manager, body("project", "'enabled':false")));
    expect(
        "disabled, all",
        false,
        () -> identity.patch(path + "/cascade", manager, body("project", "'enabled':false")));
    expect("deleted", false, () -> identity.delete(path, manager));
    things.revoke("projects/" + project + "/users/" + boss, "admin");
    expect("deleted", true, () -> identity.delete(path, manager));
  }

  @Test
  void whoReadsTheSystemReadsNoSecretsOfOthersWhoMayMore() {
    String key =
        identity
            .post(
                "/v3/users/" + adminId() + "/credentials/OS-EC2",
                things.admin,
                "{\"tenant_id\":\"" + elsewhere + "\"}")
            .json()
            .at("/credential/access")
            .stringValue();
    String id = things.list("credentials", "credentials", "id", things.admin).getFirst();

    expect("one", false, () -> identity.get("/v3/credentials/" + id, auditor));
    assertThat(things.list("credentials", "credentials", "id", auditor)).isEmpty();
    String keys = "/v3/users/" + adminId() + "/credentials/OS-EC2";
    assertThat(identity.get(keys, auditor).json().get("credentials")).isEmpty();
    assertThat(identity.get(keys + "/" + key, auditor).status()).isEqualTo(404);

    String harmless = things.user("harmless", domain);
    things.grant("projects/" + project + "/users/" + harmless, "reader");
    things.make("credential", "'user_id':'" + harmless + "','type':'note','blob':'nothing'");
    assertThat(things.list("credentials", "credentials", "user_id", auditor))
        .containsExactly(harmless);
  }

  private String adminId() {
    return things.list("users?name=admin", "users", "id", things.admin).getFirst();
  }
}
