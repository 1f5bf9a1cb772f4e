package haneul.services.identity;

import static haneul.services.identity.Things.body;
import static haneul.services.identity.Things.onProject;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.identity.TestIdentity.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Writing the catalog, narrowing it for a project, limits, and policies kept for others. */
@OnEveryStore
class CatalogTest {
  private final TestIdentity identity;
  private final Things things;

  CatalogTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @AfterEach
  void close() {
    identity.close();
  }

  private String service(String type) {
    return Things.id(things.make("service", "'type':'" + type + "','name':'n-" + type + "'"));
  }

  private JsonNode endpoint(String service, String url) {
    return things.make(
        "endpoint", "'service_id':'" + service + "','interface':'public','url':'" + url + "'");
  }

  @Test
  void regionsFormATreeWithoutCircles() {
    JsonNode north = things.make("region", "'id':'north','description':'n'");
    assertThat(north.get("parent_region_id").isNull()).isTrue();
    things.make("region", "'id':'oslo','parent_region_id':'north'");
    assertThat(
            identity
                .send("PUT", "/v3/regions/bergen", things.admin, body("region", "'k':'v'"))
                .json()
                .at("/region/k")
                .stringValue())
        .isEqualTo("v");

    assertThat(things.list("regions?parent_region_id=north", "regions", "id", things.admin))
        .containsExactly("oslo");
    assertThat(
            identity
                .patch(
                    "/v3/regions/north", things.admin, body("region", "'parent_region_id':'oslo'"))
                .error())
        .isEqualTo("The specified parent region oslo would create a circular region hierarchy.");
    assertThat(identity.post("/v3/regions", things.admin, body("region", "'id':'oslo'")).error())
        .isEqualTo("Conflict occurred attempting to store region - Duplicate ID, oslo.");
    things.make(
        "endpoint",
        "'service_id':'"
            + service("x")
            + "','interface':'admin','url':'http://x',"
            + "'region_id':'oslo'");
    assertThat(identity.delete("/v3/regions/north", things.admin).error())
        .contains("have associated endpoints");
    assertThat(identity.delete("/v3/regions/bergen", things.admin).status()).isEqualTo(204);
    assertThat(Things.id(things.make("region", ""))).hasSize(32);
  }

  @Test
  void servicesAndEndpointsShowUpInTheCatalog() {
    String service = service("weather");
    JsonNode made = endpoint(service, "http://weather/%(tenant_id)s/$(user_id)s");
    assertThat(made.get("region").isNull()).isTrue();

    assertThat(urls("weather", things.admin)).hasSize(1);
    assertThat(urls("weather", things.admin).getFirst()).matches("http://weather/\\w{32}/\\w{32}");
    String path = "/v3/endpoints/" + Things.id(made);
    identity.patch(path, things.admin, body("endpoint", "'url':'http://rain'"));
    assertThat(urls("weather", things.admin)).containsExactly("http://rain");
    identity.patch(path, things.admin, body("endpoint", "'enabled':false"));
    assertThat(urls("weather", things.admin)).isEmpty();
    JsonNode changed =
        identity
            .patch(
                "/v3/services/" + service,
                things.admin,
                body("service", "'description':'d','name':'sky'"))
            .json()
            .get("service");
    assertThat(changed.get("description").stringValue()).isEqualTo("d");
    assertThat(changed.get("type").stringValue()).isEqualTo("weather");
    assertThat(identity.delete("/v3/services/" + service, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(path, things.admin).status()).isEqualTo(404);
  }

  private List<String> urls(String type, String token) {
    List<String> urls = new ArrayList<>();
    for (JsonNode service : identity.get("/v3/auth/catalog", token).json().get("catalog")) {
      if (service.get("type").stringValue().equals(type)) {
        service.get("endpoints").forEach(one -> urls.add(one.get("url").stringValue()));
      }
    }
    return urls;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'service_id':'no','interface':'public','url':'http://x'",
        "'interface':'public','url':'http://x'",
        "'service_id':'@','interface':'outer','url':'http://x'",
        "'service_id':'@','interface':'public','url':'x'",
        "'service_id':'@','interface':'public','url':'http://$(password)s'",
        "'service_id':'@','interface':'public','url':'http://x','region_id':'no'"
      })
  void anEndpointThatCannotBeIsRefused(String fields) {
    String service = service("x");

    Answer answer =
        identity.post(
            "/v3/endpoints", things.admin, body("endpoint", fields.replace("@", service)));

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aProjectsCatalogIsNarrowed() {
    String project = things.project("p", "default");
    String user = things.user("u", "default");
    things.grant("projects/" + project + "/users/" + user, "member");
    String token = things.token(user, onProject(project));
    String weather = service("weather");
    String one = Things.id(endpoint(weather, "http://one"));
    endpoint(weather, "http://two");
    String base = "/v3/OS-EP-FILTER";
    String tie = base + "/projects/" + project + "/endpoints/" + one;

    assertThat(urls("weather", token)).hasSize(2);
    assertThat(identity.get(tie, things.admin).status()).isEqualTo(404);
    assertThat(identity.put(tie, things.admin).status()).isEqualTo(204);
    assertThat(identity.send("HEAD", tie, things.admin, "").status()).isEqualTo(204);
    assertThat(urls("weather", token)).containsExactly("http://one");
    assertThat(urls("identity", token)).isEmpty();
    assertThat(urls("weather", things.admin)).hasSize(2);

    JsonNode group =
        things.made(
            "endpoint_group",
            things.admin,
            "OS-EP-FILTER/endpoint_groups",
            "'name':'g','filters':{'interface':'internal'}");
    String groups = base + "/endpoint_groups/" + Things.id(group);
    String tieGroup = groups + "/projects/" + project;
    assertThat(identity.put(tieGroup, things.admin).status()).isEqualTo(204);
    assertThat(
            identity
                .get(tieGroup, things.admin)
                .json()
                .at("/project_endpoint_group/project_id")
                .stringValue())
        .isEqualTo(project);
    assertThat(urls("identity", token)).hasSize(1);
    assertThat(things.names(tieGroup.substring(4, tieGroup.lastIndexOf('/')), "projects"))
        .containsExactly("p");
    assertThat(
            things.list(groups.substring(4) + "/endpoints", "endpoints", "interface", things.admin))
        .containsOnly("internal")
        .hasSize(4);
    assertThat(
            things.list(
                "OS-EP-FILTER/projects/" + project + "/endpoints", "endpoints", "id", things.admin))
        .hasSize(5);
    assertThat(
            things.names(
                "OS-EP-FILTER/projects/" + project + "/endpoint_groups", "endpoint_groups"))
        .containsExactly("g");
    assertThat(things.names("OS-EP-FILTER/endpoints/" + one + "/projects", "projects"))
        .containsExactly("p");
    identity.patch(groups, things.admin, body("endpoint_group", "'filters':{'region_id':'no'}"));
    assertThat(urls("identity", token)).isEmpty();

    assertThat(identity.delete(groups, things.admin).status()).isEqualTo(204);
    assertThat(identity.delete(tie, things.admin).status()).isEqualTo(204);
    assertThat(identity.delete(tie, things.admin).status()).isEqualTo(404);
    assertThat(urls("weather", token)).hasSize(2);
    assertThat(
            identity
                .post(
                    base + "/endpoint_groups",
                    things.admin,
                    body("endpoint_group", "'name':'x','filters':{'url':'x'}"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void policiesAreKept() {
    JsonNode made =
        things.made("policy", things.admin, "policies", "'type':'application/json','blob':'{}'");
    String path = "/v3/policies/" + Things.id(made);

    assertThat(
            identity
                .patch(path, things.admin, body("policy", "'blob':{'rule':'x'}"))
                .json()
                .at("/policy/blob")
                .stringValue())
        .isEqualTo("{\"rule\":\"x\"}");
    assertThat(things.list("policies?type=x", "policies", "id", things.admin)).isEmpty();
    assertThat(identity.delete(path, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(path, things.admin).error())
        .isEqualTo("Could not find policy: " + Things.id(made) + ".");
  }

  private Answer post(String kind, String fields) {
    return identity.post(
        "/v3/" + kind, things.admin, ("{'" + kind + "':[{" + fields + "}]}").replace('\'', '"'));
  }

  @Test
  void limitsAreRegisteredAndSet() {
    String service = service("weather");
    String project = things.project("p", "default");
    String of = "'service_id':'" + service + "','resource_name':'cloud'";
    assertThat(post("limits", of + ",'project_id':'" + project + "','resource_limit':1").error())
        .isEqualTo("Unable to create a limit that has no corresponding registered limit.");

    Answer registered = post("registered_limits", of + ",'default_limit':10");
    assertThat(registered.status()).isEqualTo(201);
    String registeredPath =
        "/v3/registered_limits/" + Things.id(registered.json().at("/registered_limits/0"));
    assertThat(post("registered_limits", of + ",'default_limit':10").status()).isEqualTo(409);
    Answer set = post("limits", of + ",'project_id':'" + project + "','resource_limit':5");
    assertThat(set.status()).isEqualTo(201);
    assertThat(post("limits", of + ",'project_id':'" + project + "','resource_limit':5").status())
        .isEqualTo(409);
    assertThat(post("limits", of + ",'project_id':'default','resource_limit':-1").status())
        .isEqualTo(201);
    String limit = "/v3/limits/" + Things.id(set.json().at("/limits/0"));

    assertThat(
            identity
                .patch(limit, things.admin, body("limit", "'resource_limit':7"))
                .json()
                .at("/limit/resource_limit")
                .intValue())
        .isEqualTo(7);
    assertThat(identity.delete(registeredPath, things.admin).error())
        .contains("because there are project limits associated with it");
    assertThat(
            identity
                .patch(
                    registeredPath, things.admin, body("registered_limit", "'resource_name':'x'"))
                .status())
        .isEqualTo(403);
    assertThat(
            identity
                .patch(registeredPath, things.admin, body("registered_limit", "'default_limit':3"))
                .status())
        .isEqualTo(200);
    assertThat(things.list("limits?domain_id=default", "limits", "domain_id", things.admin))
        .containsExactly("default");
    assertThat(
            identity.get("/v3/limits/model", things.admin).json().at("/model/name").stringValue())
        .isEqualTo("flat");
    String user = things.user("u", "default");
    things.grant("projects/" + project + "/users/" + user, "member");
    String member = things.token(user, onProject(project));
    assertThat(things.list("limits", "limits", "project_id", member)).containsExactly(project);
    assertThat(identity.get(limit, member).status()).isEqualTo(200);
    assertThat(identity.get(limit, identity.demoToken()).status()).isEqualTo(403);
    assertThat(identity.delete(limit, member).status()).isEqualTo(403);

    assertThat(identity.delete(limit, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(limit, things.admin).error()).startsWith("Could not find limit for");
    assertThat(identity.delete("/v3/services/" + service, things.admin).status()).isEqualTo(204);
    assertThat(identity.get(registeredPath, things.admin).status()).isEqualTo(404);
  }
}
