package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every identity command of Debian's {@code openstack} but those of OAuth and federation, against a
 * whole cloud without guests.
 */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityCommandsTest {
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private Cloud cloud;

  @SuppressWarnings("NullAway.Init")
  private Map<String, String> asAdmin;

  @SuppressWarnings("NullAway.Init")
  private ClientSession admin;

  private String url = "";

  @BeforeAll
  void up(@TempDir Path fresh) throws IOException, InterruptedException {
    directory = fresh;
    Files.writeString(directory.resolve("no-clouds.yaml"), "clouds: {}\n");
    StateDirectory state = new StateDirectory(directory.resolve("state"));
    state.create();
    cloud =
        Cloud.start(
            new Cloud.Settings(
                state,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                Engines.FAKE,
                Cloud.Role.WHOLE,
                Optional.empty(),
                false),
            said -> url = said.substring(said.indexOf("http")));
    asAdmin =
        Map.of("OS_CLIENT_CONFIG_FILE", state.cloudsYaml().toString(), "OS_CLOUD", "haneul-admin");
    admin = new ClientSession(asAdmin);
  }

  @AfterAll
  void down() {
    admin.close();
    cloud.close();
  }

  /** A session of someone else, who says by environment variables who he is. */
  private ClientSession as(Map<String, String> who) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "OS_AUTH_URL",
                url + "/identity/v3",
                "OS_IDENTITY_API_VERSION",
                "3",
                "OS_REGION_NAME",
                "RegionOne",
                "OS_CLIENT_CONFIG_FILE",
                directory.resolve("no-clouds.yaml").toString()));
    environment.putAll(who);
    return new ClientSession(environment);
  }

  private static Map<String, String> password(String user, String domain, String password) {
    return Map.of("OS_USERNAME", user, "OS_USER_DOMAIN_NAME", domain, "OS_PASSWORD", password);
  }

  private static Map<String, String> with(Map<String, String> who, String... more) {
    Map<String, String> all = new HashMap<>(who);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).stringValue("");
  }

  @Test
  void domains() {
    JsonNode made = admin.json("domain create --description first earth");
    assertThat(text(made, "description")).isEqualTo("first");
    assertThat(admin.value("id", "domain create --or-show earth")).isEqualTo(text(made, "id"));
    admin.run("domain set --name mars --description second --disable earth");
    assertThat(admin.json("domain show mars").path("enabled").booleanValue(true)).isFalse();
    assertThat(admin.column("Name", "domain list --name mars")).containsExactly("mars");
    assertThat(admin.column("Name", "domain list --enabled")).doesNotContain("mars");
    admin.run("domain set --enable mars");
    assertThat(admin.fail("domain delete mars")).contains("please disable it first");
    admin.run("domain set --disable mars");
    admin.run("domain delete mars");
    assertThat(admin.fail("domain show mars")).contains("No domain with a name or ID of 'mars'");
  }

  @Test
  void projects() {
    admin.run("domain create forest");
    JsonNode made =
        admin.json(
            "project create --domain forest --description d --property kind=tree --tag old oak");
    assertThat(text(made, "kind")).isEqualTo("tree");
    assertThat(made.path("tags").path(0).stringValue("")).isEqualTo("old");
    String child = admin.value("id", "project create --domain forest --parent oak acorn");
    assertThat(admin.value("id", "project create --domain forest --or-show acorn"))
        .isEqualTo(child);
    admin.run("project set --domain forest --name nut --tag young --property size=1 acorn");
    admin.run("project set --domain forest --clear-tags --tag small --disable nut");
    admin.run("project set --domain forest --remove-tag nothing --enable nut");
    JsonNode nut = admin.json("project show --domain forest --parents nut");
    assertThat(text(nut, "size")).isEqualTo("1");
    assertThat(nut.path("tags").path(0).stringValue("")).isEqualTo("small");
    assertThat(nut.path("parents").has(text(made, "id"))).isTrue();
    assertThat(admin.json("project show --domain forest --children oak").path("subtree").has(child))
        .isTrue();
    assertThat(admin.column("Name", "project list --domain forest --long"))
        .containsExactlyInAnyOrder("oak", "nut");
    assertThat(admin.column("Name", "project list --parent oak")).containsExactly("nut");
    assertThat(admin.column("Name", "project list --tags old")).containsExactly("oak");
    assertThat(admin.column("Name", "project list --tags-any old,small --sort name:desc"))
        .containsExactly("oak", "nut");
    assertThat(admin.column("Name", "project list --domain forest --not-tags old"))
        .containsExactly("nut");
    assertThat(admin.column("Name", "project list --domain forest --not-tags-any old,small"))
        .isEmpty();
    assertThat(admin.column("Name", "project list --user demo")).containsExactly("demo");
    assertThat(admin.column("Name", "project list --my-projects"))
        .containsExactlyInAnyOrder("admin", "demo");
    assertThat(admin.fail("project delete --domain forest oak")).contains("not a leaf");
    admin.run("project delete --domain forest nut oak");
    assertThat(admin.column("Name", "project list --domain forest")).isEmpty();
  }

  @Test
  void usersAndTheirPasswords() {
    JsonNode made =
        admin.json(
            "user create --password first --email a@b --description d --project demo"
                + " --multi-factor-auth-rule password --multi-factor-auth-rule password,totp ann");
    assertThat(text(made, "email")).isEqualTo("a@b");
    assertThat(made.path("options").path("multi_factor_auth_rules").size()).isEqualTo(2);
    assertThat(admin.runWarned("user create --or-show ann -f value -c id").strip())
        .isEqualTo(text(made, "id"));
    admin.run(
        "user set --name eve --email c@d --enable-lock-password --ignore-password-expiry"
            + " --ignore-lockout-failure-attempts --ignore-change-password-upon-first-use"
            + " --enable-multi-factor-auth ann");
    JsonNode options = admin.json("user show eve").path("options");
    assertThat(options.path("lock_password").booleanValue(false)).isTrue();
    assertThat(options.path("ignore_password_expiry").booleanValue(false)).isTrue();
    assertThat(options.path("multi_factor_auth_enabled").booleanValue(false)).isTrue();
    admin.run(
        "user set --disable-lock-password --no-ignore-password-expiry"
            + " --no-ignore-lockout-failure-attempts --no-ignore-change-password-upon-first-use"
            + " --disable-multi-factor-auth eve");
    admin.run("user set --disable eve");
    assertThat(admin.json("user show eve").path("enabled").booleanValue(true)).isFalse();
    admin.run("user set --enable --password second eve");
    assertThat(admin.column("Name", "user list --domain Default --long")).contains("eve", "demo");
    admin.run("role add --project demo --user eve member");
    assertThat(admin.column("Name", "user list --project demo")).contains("eve");
    try (ClientSession eve = as(password("eve", "Default", "second"))) {
      assertThat(eve.value("project_id", "token issue")).hasSize(32);
      assertThat(eve.fail("user list")).contains("HTTP 403");
      assertThat(eve.fail("user password set --original-password bad --password third"))
          .contains("HTTP 401");
      eve.run("user password set --original-password second --password third");
    }
    try (ClientSession eve = as(password("eve", "Default", "third"))) {
      assertThat(eve.value("user_id", "token issue")).isEqualTo(text(made, "id"));
    }
    admin.run("user delete eve");
    assertThat(admin.fail("user show eve")).contains("No user with a name or ID of 'eve'");
  }

  @Test
  void groups() {
    admin.run("user create --password x bob");
    String id = admin.value("id", "group create --description d band");
    assertThat(admin.value("id", "group create --or-show band")).isEqualTo(id);
    admin.run("group set --name choir --description e band");
    assertThat(text(admin.json("group show choir"), "description")).isEqualTo("e");
    assertThat(admin.runWarned("group contains user choir bob")).doesNotContain("bob in group");
    admin.run("group add user choir bob");
    assertThat(admin.run("group contains user choir bob")).contains("bob in group choir");
    assertThat(admin.column("Name", "group list --user bob --long")).containsExactly("choir");
    assertThat(admin.column("Name", "user list --group choir")).containsExactly("bob");
    admin.run("group remove user choir bob");
    assertThat(admin.column("Name", "user list --group choir")).isEmpty();
    admin.run("group delete choir");
    assertThat(admin.column("Name", "group list --domain Default")).doesNotContain("choir");
  }

  @Test
  void rolesAndAssignments() {
    admin.run("domain create sea");
    admin.run("project create --domain sea reef");
    admin.run("user create --domain sea --password x carl");
    admin.run("group create --domain sea crew");
    admin.run("group add user --group-domain sea --user-domain sea crew carl");
    String id = admin.value("id", "role create --description d sailor");
    assertThat(admin.value("id", "role create --or-show sailor")).isEqualTo(id);
    admin.run("role set --name captain --description e sailor");
    assertThat(text(admin.json("role show captain"), "description")).isEqualTo("e");
    admin.run("role create --domain sea mate");
    assertThat(admin.column("Name", "role list --domain sea")).containsExactly("mate");
    assertThat(admin.column("Name", "role list"))
        .contains("admin", "member", "reader", "captain")
        .doesNotContain("mate");
    assertThat(text(admin.json("role show --domain sea mate"), "domain_id")).hasSize(32);

    assertThat(text(admin.json("implied role create --implied-role reader captain"), "prior_role"))
        .isEqualTo(id);
    assertThat(admin.column("Prior Role Name", "implied role list")).contains("captain");

    String user = " --user carl --user-domain sea ";
    String group = " --group crew --group-domain sea ";
    String project = " --project reef --project-domain sea ";
    List<String> places =
        List.of(
            project + user + "captain",
            project + group + "member",
            project + user + "--inherited reader",
            "--domain sea" + user + "reader",
            "--domain sea" + group + "--inherited reader",
            "--system all" + user + "reader",
            "--system all" + group + "reader");
    places.forEach(place -> admin.run("role add " + place));
    assertThat(admin.column("Role", "role assignment list --names" + user))
        .containsExactlyInAnyOrder("captain", "reader", "reader", "reader");
    assertThat(admin.column("Role", "role assignment list --names" + group)).hasSize(3);
    assertThat(admin.column("Role", "role assignment list --names" + project)).hasSize(3);
    assertThat(admin.column("Role", "role assignment list --names --domain sea")).hasSize(2);
    assertThat(admin.column("User", "role assignment list --names --system all"))
        .contains("carl@sea", "admin@Default");
    assertThat(admin.column("Role", "role assignment list --names --effective" + user + project))
        .contains("captain", "member", "reader");
    assertThat(admin.column("Inherited", "role assignment list --inherited --names" + user))
        .containsExactly("true");
    assertThat(admin.column("Role", "role assignment list --role captain --names"))
        .containsExactly("captain");
    assertThat(admin.column("Project", "role assignment list --auth-user --auth-project --names"))
        .containsExactly("admin@Default");
    places.forEach(place -> admin.run("role remove " + place));
    assertThat(admin.column("Role", "role assignment list" + user)).isEmpty();

    admin.run("implied role delete --implied-role reader captain");
    admin.run("role delete --domain sea mate");
    admin.run("role delete captain");
    assertThat(admin.fail("role show captain")).contains("No role with a name or ID");
  }

  @Test
  void theCatalog() throws IOException {
    assertThat(text(admin.json("region create --description d north"), "region"))
        .isEqualTo("north");
    admin.run("region create --parent-region north oslo");
    admin.run("region set --description e --parent-region north oslo");
    assertThat(text(admin.json("region show oslo"), "description")).isEqualTo("e");
    assertThat(admin.column("Region", "region list --parent-region north")).containsExactly("oslo");

    admin.run("service create --name rain --description d weather");
    admin.run("service set --type sky --name sun --description e --disable rain");
    admin.run("service set --enable sun");
    assertThat(text(admin.json("service show sky"), "description")).isEqualTo("e");
    assertThat(admin.column("Type", "service list --long")).contains("sky", "identity");

    String endpoint = admin.value("id", "endpoint create --region oslo sky public http://sun/v1");
    admin.run("endpoint create --disable sky internal http://moon");
    admin.run("endpoint set --url http://sun/v2 --interface admin --region north " + endpoint);
    assertThat(text(admin.json("endpoint show " + endpoint), "url")).isEqualTo("http://sun/v2");
    assertThat(admin.column("URL", "endpoint list --service sky --interface admin --region north"))
        .containsExactly("http://sun/v2");
    try (ClientSession fresh = new ClientSession(asAdmin)) {
      assertThat(
              fresh.json("catalog show sky").path("endpoints").path(0).path("url").stringValue(""))
          .isEqualTo("http://sun/v2");
      assertThat(fresh.column("Type", "catalog list")).contains("identity", "compute", "sky");
    }
    admin.run("endpoint add project " + endpoint + " demo");
    assertThat(admin.column("ID", "endpoint list --endpoint " + endpoint)).hasSize(1);
    assertThat(admin.column("ID", "endpoint list --project demo")).containsExactly(endpoint);
    admin.run("endpoint remove project " + endpoint + " demo");
    assertThat(admin.column("ID", "endpoint list --project demo")).isEmpty();
    endpointGroups();
    limits();
    admin.run("endpoint delete " + endpoint);
    admin.run("service delete sky");
    admin.run("region delete oslo");
    admin.run("region delete north");
    assertThat(admin.column("Region", "region list")).containsExactly("RegionOne");
  }

  private void endpointGroups() throws IOException {
    Path filters = directory.resolve("filters.json");
    Files.writeString(filters, "{\"interface\": \"admin\"}");
    String group = admin.value("id", "endpoint group create --description d admins " + filters);
    Files.writeString(filters, "{\"region_id\": \"north\"}");
    admin.run(
        "endpoint group set --name northern --description e --filters " + filters + " admins");
    assertThat(
            admin
                .json("endpoint group show northern")
                .path("filters")
                .path("region_id")
                .stringValue(""))
        .isEqualTo("north");
    assertThat(admin.column("ID", "endpoint group list")).containsExactly(group);
    admin.run("endpoint group add project northern demo");
    assertThat(admin.column("Name", "endpoint group list --endpointgroup northern"))
        .containsExactly("demo");
    assertThat(admin.column("Name", "endpoint group list --project demo"))
        .containsExactly("northern");
    admin.run("endpoint group remove project northern demo");
    admin.run("endpoint group delete northern");
    assertThat(admin.column("ID", "endpoint group list")).isEmpty();
  }

  /** Of the service that the catalog's test made. */
  private void limits() {
    String registered =
        admin.value(
            "id",
            "registered limit create --service sun --region north --default-limit 10"
                + " --description d clouds");
    admin.run(
        "registered limit set --service sun --region north --resource-name clouds"
            + " --default-limit 20 --description e "
            + registered);
    assertThat(admin.value("default_limit", "registered limit show " + registered)).isEqualTo("20");
    String filter = " --service sun --region north --resource-name clouds";
    assertThat(admin.column("ID", "registered limit list" + filter)).containsExactly(registered);
    String limit =
        admin.value(
            "id",
            "limit create --service sun --region north --project demo --resource-limit 5"
                + " --description d clouds");
    admin.run("limit set --resource-limit 7 --description e " + limit);
    assertThat(admin.value("resource_limit", "limit show " + limit)).isEqualTo("7");
    assertThat(admin.column("ID", "limit list --project demo" + filter)).containsExactly(limit);
    assertThat(admin.fail("registered limit delete " + registered)).contains("HTTP 403");
    admin.run("limit delete " + limit);
    admin.run("registered limit delete " + registered);
    assertThat(admin.column("ID", "registered limit list")).isEmpty();
  }

  @Test
  void policies() throws IOException {
    Path rules = directory.resolve("rules.json");
    Files.writeString(rules, "{\"rule\": \"one\"}");
    String id = admin.value("id", "policy create --type application/json " + rules);
    Files.writeString(rules, "{\"rule\": \"two\"}");
    admin.run("policy set --type text/plain --rules " + rules + " " + id);
    assertThat(admin.value("rules", "policy show " + id)).contains("two");
    assertThat(admin.column("Type", "policy list --long")).containsExactly("text/plain");
    admin.run("policy delete " + id);
    assertThat(admin.column("ID", "policy list")).isEmpty();
  }

  @Test
  void credentials() {
    String id = admin.value("id", "credential create --type cert --project demo demo secret");
    admin.run("credential set --user demo --type cert --data other --project demo " + id);
    assertThat(admin.value("blob", "credential show " + id)).isEqualTo("other");
    assertThat(admin.column("Data", "credential list --user demo --type cert"))
        .containsExactly("other");
    admin.run("credential delete " + id);
    assertThat(admin.column("ID", "credential list --user demo")).isEmpty();

    JsonNode key = admin.json("ec2 credentials create --user demo --project demo");
    String access = text(key, "access");
    assertThat(admin.value("secret", "ec2 credentials show --user demo " + access))
        .isEqualTo(text(key, "secret"));
    assertThat(admin.column("Access", "ec2 credentials list --user demo")).containsExactly(access);
    admin.run("ec2 credentials delete --user demo " + access);
    String own = admin.value("access", "ec2 credentials create");
    assertThat(admin.column("Access", "ec2 credentials list")).containsExactly(own);
    admin.run("ec2 credentials delete " + own);
    assertThat(admin.column("Access", "ec2 credentials list")).isEmpty();
  }

  @Test
  void applicationCredentials() throws IOException {
    Path rules = directory.resolve("access-rules.json");
    Files.writeString(
        rules,
        "[{\"service\": \"compute\", \"method\": \"GET\", \"path\": \"/v2.1/flavors/**\"},"
            + " {\"service\": \"identity\", \"method\": \"GET\", \"path\": \"/v3/projects\"}]");
    JsonNode made =
        admin.json(
            "application credential create --description d --secret s3cret --role admin"
                + " --expiration 2100-01-01T00:00:00 --access-rules "
                + rules
                + " robot");
    assertThat(text(made, "roles")).isEqualTo("admin");
    assertThat(made.path("access_rules").size()).isEqualTo(2);
    assertThat(admin.column("Name", "application credential list --user admin")).contains("robot");
    assertThat(admin.json("application credential show robot").has("secret")).isFalse();
    String plain = admin.value("secret", "application credential create --unrestricted plain");

    Map<String, String> robot =
        Map.of(
            "OS_AUTH_TYPE",
            "v3applicationcredential",
            "OS_APPLICATION_CREDENTIAL_ID",
            text(made, "id"),
            "OS_APPLICATION_CREDENTIAL_SECRET",
            "s3cret");
    try (ClientSession program = as(robot)) {
      assertThat(program.column("Name", "flavor list")).contains("m1.tiny");
      assertThat(program.column("Name", "project list")).contains("admin");
      assertThat(program.fail("user list")).contains("HTTP 401");
      assertThat(program.fail("server list")).contains("HTTP 401");
    }
    try (ClientSession program =
        as(
            with(
                password("admin", "Default", "unused"),
                "OS_AUTH_TYPE",
                "v3applicationcredential",
                "OS_APPLICATION_CREDENTIAL_NAME",
                "plain",
                "OS_APPLICATION_CREDENTIAL_SECRET",
                plain))) {
      assertThat(program.column("Name", "user list")).contains("demo");
      program.run("application credential create more");
    }

    List<String> ids = admin.column("ID", "access rule list");
    assertThat(ids).hasSize(2);
    assertThat(admin.value("method", "access rule show " + ids.getFirst())).isEqualTo("GET");
    assertThat(admin.fail("access rule delete " + ids.getFirst())).contains("HTTP 403");
    admin.run("application credential delete robot plain more");
    admin.run("access rule delete " + String.join(" ", ids));
    assertThat(admin.column("ID", "access rule list --user admin")).isEmpty();
  }

  @Test
  void trusts() {
    admin.run("user create --password x dora");
    String id =
        admin.value(
            "id",
            "trust create --project admin --role admin --impersonate"
                + " --expiration 2100-01-01T00:00:00 admin dora");
    assertThat(admin.value("roles", "trust show " + id)).isEqualTo("admin");
    assertThat(admin.column("ID", "trust list")).containsExactly(id);
    try (ClientSession dora = as(with(password("dora", "Default", "x"), "OS_TRUST_ID", id))) {
      assertThat(dora.value("project_id", "token issue")).hasSize(32);
      assertThat(dora.column("Name", "user list")).contains("admin");
    }
    admin.run("trust delete " + id);
    assertThat(admin.column("ID", "trust list")).isEmpty();
  }

  @Test
  void scopesAndTokens() {
    admin.run("domain create sky");
    admin.run("user create --domain sky --password x fay");
    admin.run("role add --domain sky --user fay --user-domain sky admin");
    admin.run("role add --system all --user fay --user-domain sky reader");
    Map<String, String> fay = password("fay", "sky", "x");
    try (ClientSession manager = as(with(fay, "OS_DOMAIN_NAME", "sky"))) {
      assertThat(manager.value("domain_id", "token issue")).hasSize(32);
      manager.run("project create --domain sky own");
      manager.run("user create --domain sky --password x guy");
      manager.run(
          "role add --project own --project-domain sky --user guy --user-domain sky member");
      assertThat(manager.column("Name", "user list")).containsExactlyInAnyOrder("fay", "guy");
      assertThat(manager.column("Name", "domain list")).containsExactly("sky");
      assertThat(manager.fail("service list")).contains("HTTP 403");
      assertThat(manager.fail("server list --all-projects")).contains("HTTP 403");
    }
    try (ClientSession auditor = as(with(fay, "OS_SYSTEM_SCOPE", "all"))) {
      assertThat(auditor.column("Name", "user list")).contains("admin", "fay");
      assertThat(auditor.fail("project create another")).contains("HTTP 403");
    }
    // It is the session's own one, which revoking ends.
    String token;
    try (ClientSession ended = new ClientSession(asAdmin)) {
      token = ended.value("id", "token issue");
    }
    Map<String, String> byToken =
        Map.of(
            "OS_AUTH_TYPE",
            "v3token",
            "OS_TOKEN",
            token,
            "OS_PROJECT_NAME",
            "demo",
            "OS_PROJECT_DOMAIN_NAME",
            "Default");
    try (ClientSession other = as(byToken)) {
      assertThat(other.value("project_id", "token issue")).hasSize(32);
      other.run("token revoke " + token);
    }
    try (ClientSession late = as(byToken)) {
      assertThat(late.fail("token issue")).contains("HTTP 401");
    }
  }
}
