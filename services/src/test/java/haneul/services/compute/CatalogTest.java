package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Flavors and key pairs. */
@OnEveryStore
final class CatalogTest {
  private final ComputeFixture compute;

  CatalogTest(Store store) {
    compute = new ComputeFixture(store);
  }

  @AfterEach
  void close() {
    compute.close();
  }

  @Test
  void aFlavorIsMadeDescribedAndDeleted() {
    Answer made =
        compute.at(
            "2.61",
            "admin",
            "POST",
            "/v2.1/flavors",
            """
            {"flavor": {"name": "m1.nano", "os-flavor-access:is_public": true, "id": "42",
             "disk": 1, "ram": 64, "swap": 0, "vcpus": 1, "rxtx_factor": 1.0,
             "OS-FLV-EXT-DATA:ephemeral": 0}}
            """);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    String base = compute.uri("").toString();
    assertThat(made.body())
        .isEqualTo(
            "{\"flavor\":{\"id\":\"42\",\"name\":\"m1.nano\",\"ram\":64,\"disk\":1,\"swap\":\"\","
                + "\"OS-FLV-EXT-DATA:ephemeral\":0,\"OS-FLV-DISABLED:disabled\":false,\"vcpus\":1,"
                + "\"os-flavor-access:is_public\":true,\"rxtx_factor\":1.0,\"links\":[{\"rel\":"
                + "\"self\",\"href\":\""
                + base
                + "/v2.1/flavors/42\"},{\"rel\":\"bookmark\",\"href\":\""
                + base
                + "/flavors/42\"}],\"description\":null,\"extra_specs\":{}}}");
    assertThat(compute.get("demo", "/v2.1/flavors/m1.nano").body())
        .isEqualTo(
            "{\"itemNotFound\":{\"code\":404,\"message\":\"Flavor m1.nano could not be found.\"}}");
    Answer described =
        compute.at(
            "2.55",
            "admin",
            "PUT",
            "/v2.1/flavors/42",
            "{\"flavor\": {\"description\": \"very small\"}}");
    assertThat(described.json().path("flavor").path("description").stringValue())
        .isEqualTo("very small");
    Answer page = compute.get("demo", "/v2.1/flavors?limit=1");
    assertThat(page.json().path("flavors_links").path(0).path("href").stringValue())
        .isEqualTo(compute.uri("/v2.1/flavors?limit=1&marker=1").toString());
    assertThat(
            compute
                .get("demo", "/v2.1/flavors?limit=1&marker=1")
                .json()
                .path("flavors")
                .path(0)
                .path("id")
                .stringValue())
        .isEqualTo("2");
    assertThat(
            compute
                .post(
                    "admin",
                    "/v2.1/flavors",
                    "{\"flavor\": {\"name\": \"m1.nano\", \"ram\": 1, \"vcpus\": 1, \"disk\": 0}}")
                .message())
        .isEqualTo("Flavor with name m1.nano already exists.");
    assertThat(compute.delete("demo", "/v2.1/flavors/42").status()).isEqualTo(403);
    assertThat(compute.delete("admin", "/v2.1/flavors/42").status()).isEqualTo(202);
    assertThat(compute.get("demo", "/v2.1/flavors/42").status()).isEqualTo(404);
  }

  @Test
  void extraSpecsAreKept() {
    String path = "/v2.1/flavors/1/os-extra_specs";
    assertThat(
            compute
                .post("admin", path, "{\"extra_specs\": {\"hw:a\": \"1\", \"b\": \"2\"}}")
                .status())
        .isEqualTo(200);
    assertThat(compute.put("admin", path + "/b", "{\"b\": \"3\"}").body())
        .isEqualTo("{\"b\":\"3\"}");
    assertThat(compute.get("demo", path).body())
        .isEqualTo("{\"extra_specs\":{\"b\":\"3\",\"hw:a\":\"1\"}}");
    assertThat(compute.delete("admin", path + "/b").status()).isEqualTo(200);
    assertThat(compute.get("demo", path + "/b").message())
        .isEqualTo("Flavor 1 has no extra specs with key b.");
  }

  @Test
  void aPrivateFlavorIsSharedWithAProject() {
    compute.post(
        "admin",
        "/v2.1/flavors",
        """
        {"flavor": {"name": "ours", "id": "p1", "ram": 64, "vcpus": 1, "disk": 1,
         "os-flavor-access:is_public": false}}
        """);
    assertThat(compute.get("demo", "/v2.1/flavors/p1").status()).isEqualTo(404);
    ObjectNode wish = ComputeFixture.wish("web");
    ((ObjectNode) wish.path("server")).put("flavorRef", "p1");
    assertThat(compute.post("demo", "/v2.1/servers", Json.text(wish)).message())
        .isEqualTo("Flavor p1 could not be found.");
    String grant = "{\"addTenantAccess\": {\"tenant\": \"" + ComputeFixture.DEMO + "\"}}";
    assertThat(compute.post("admin", "/v2.1/flavors/p1/action", grant).body())
        .isEqualTo(
            "{\"flavor_access\":[{\"flavor_id\":\"p1\",\"tenant_id\":\""
                + ComputeFixture.DEMO
                + "\"}]}");
    assertThat(compute.get("demo", "/v2.1/flavors/p1").status()).isEqualTo(200);
    assertThat(compute.get("other", "/v2.1/flavors/p1").status()).isEqualTo(404);
    assertThat(compute.get("demo", "/v2.1/flavors").body()).contains("\"p1\"");
    assertThat(compute.get("other", "/v2.1/flavors").body()).doesNotContain("\"p1\"");
    assertThat(compute.get("admin", "/v2.1/flavors?is_public=false").json().path("flavors"))
        .hasSize(1);
  }

  @Test
  @Tag("long")
  void aKeyPairIsMadeAndItsPrivateHalfShownOnce() {
    Answer made =
        compute.at(
            "2.10", "demo", "POST", "/v2.1/os-keypairs", "{\"keypair\": {\"name\": \"k1\"}}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    JsonNode pair = made.json().path("keypair");
    assertThat(pair.path("private_key").stringValue())
        .startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
    assertThat(modulusOfPem(pair.path("private_key").stringValue()))
        .isEqualTo(modulusOfPublic(pair.path("public_key").stringValue()))
        .matches(modulus -> modulus.bitLength() == 2048);
    assertThat(pair.path("fingerprint").stringValue()).matches("([0-9a-f]{2}:){15}[0-9a-f]{2}");
    JsonNode shown = compute.get("demo", "/v2.1/os-keypairs/k1").json().path("keypair");
    assertThat(shown.has("private_key")).isFalse();
    assertThat(shown.has("type")).isFalse();
    Answer again = compute.post("demo", "/v2.1/os-keypairs", "{\"keypair\": {\"name\": \"k1\"}}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.message()).isEqualTo("Key pair 'k1' already exists.");
    assertThat(compute.get("other", "/v2.1/os-keypairs/k1").message())
        .isEqualTo("Keypair k1 not found for user other");
    assertThat(compute.at("2.10", "admin", "GET", "/v2.1/os-keypairs/k1?user_id=demo", "").status())
        .isEqualTo(200);
    assertThat(compute.at("2.10", "other", "GET", "/v2.1/os-keypairs/k1?user_id=demo", "").status())
        .isEqualTo(403);
    assertThat(
            compute
                .at(
                    "2.92",
                    "demo",
                    "POST",
                    "/v2.1/os-keypairs",
                    "{\"keypair\": {\"name\": \"k2\"}}")
                .status())
        .isEqualTo(400);
    Answer imported =
        compute.at(
            "2.92",
            "demo",
            "POST",
            "/v2.1/os-keypairs",
            "{\"keypair\": {\"name\": \"me@home.net\", \"type\": \"ssh\", \"public_key\":"
                + " \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2n3lM3cXH1qZ1cD2Yk1nS7kq1bqz3J0s8y8rWmZ6bQ"
                + " me\"}}");
    assertThat(imported.status()).as(imported.body()).isEqualTo(201);
    assertThat(imported.json().path("keypair").has("private_key")).isFalse();
    assertThat(
            compute
                .at("2.35", "demo", "GET", "/v2.1/os-keypairs?limit=1", "")
                .json()
                .path("keypairs"))
        .hasSize(1);
    assertThat(compute.delete("demo", "/v2.1/os-keypairs/k1").status()).isEqualTo(202);
    assertThat(compute.delete("demo", "/v2.1/os-keypairs/k1").status()).isEqualTo(404);
  }

  /** The third field of {@code ssh-rsa}. */
  private static BigInteger modulusOfPublic(String key) {
    ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(key.split(" ", -1)[1]));
    byte[] field = new byte[0];
    for (int i = 0; i < 3; i++) {
      field = new byte[blob.getInt()];
      blob.get(field);
    }
    return new BigInteger(field);
  }

  /** The second number of PKCS#1. */
  private static BigInteger modulusOfPem(String pem) {
    String text = pem.replaceAll("-----[A-Z ]+-----", "");
    ByteBuffer der = ByteBuffer.wrap(Base64.getMimeDecoder().decode(text));
    der.get();
    assertThat(length(der)).isEqualTo(der.remaining());
    der.get();
    int version = length(der);
    der.position(der.position() + version);
    der.get();
    byte[] modulus = new byte[length(der)];
    der.get(modulus);
    return new BigInteger(modulus);
  }

  private static int length(ByteBuffer der) {
    int first = der.get() & 0xff;
    if (first < 128) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der.get() & 0xff);
    }
    return length;
  }
}
