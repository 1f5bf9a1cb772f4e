package haneul.drivers.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.GuestMetadata;
import haneul.base.host.WantedNic;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetadataDocumentsTest {
  private static final GuestMetadata METADATA =
      new GuestMetadata(
          new ServerId("6f70656e-7374-4163-8b21-000000000001"),
          new ProjectId("0123456789abcdef0123456789abcdef"),
          "웹 one",
          "web-one",
          "m1.tiny",
          "nova",
          2,
          Map.of("mykey", "ssh-ed25519 AAAA me", "a", "ssh-rsa BBBB"),
          Map.of("role", "db"),
          Base64.getMimeEncoder().encodeToString("#!/bin/sh\necho hi\n".repeat(20).getBytes(UTF_8)),
          List.of("default", "web"));
  private static final WantedNic NIC =
      new WantedNic(new PortId("11111111-2222-4333-8444-555555555555"), "fa:16:3e:00:00:01", 1450);

  private final MetadataDocuments documents =
      MetadataDocuments.of(METADATA, List.of(NIC), Optional.of("10.250.0.7"));

  @Test
  void openStackListings() {
    assertThat(text("/openstack")).contains("2018-08-27\nlatest");
    assertThat(text("/openstack")).isEqualTo(text("/openstack/"));
    assertThat(text("/openstack/latest/"))
        .isEqualTo(
            "meta_data.json\nuser_data\nvendor_data.json\nvendor_data2.json\nnetwork_data.json");
    assertThat(text("/")).isEqualTo("2009-04-04\nlatest");
  }

  @Test
  void openStackMetaData() {
    JsonNode json = json("/openstack/2018-08-27/meta_data.json");
    assertThat(json.path("uuid").asString()).isEqualTo(METADATA.serverId().value());
    assertThat(json.path("name").asString()).isEqualTo("웹 one");
    assertThat(json.path("hostname").asString()).isEqualTo("web-one");
    assertThat(json.path("launch_index").asInt()).isEqualTo(2);
    assertThat(json.path("public_keys").path("mykey").asString()).startsWith("ssh-ed25519");
    assertThat(json.path("keys").get(0).path("type").asString()).isEqualTo("ssh");
    assertThat(json.path("meta").path("role").asString()).isEqualTo("db");
  }

  @Test
  void networkData() {
    JsonNode json = json("/openstack/latest/network_data.json");
    assertThat(json.path("links").get(0).path("ethernet_mac_address").asString())
        .isEqualTo("fa:16:3e:00:00:01");
    assertThat(json.path("links").get(0).path("mtu").asInt()).isEqualTo(1450);
    assertThat(json.path("networks").get(0).path("link").asString())
        .isEqualTo(json.path("links").get(0).path("id").asString());
  }

  @Test
  void userDataIsDecodedAndMissingWhenNone() {
    assertThat(text("/openstack/latest/user_data")).startsWith("#!/bin/sh\necho hi\n#!/bin/sh");
    assertThat(text("/latest/user-data")).isEqualTo(text("/openstack/latest/user_data"));
    MetadataDocuments none = MetadataDocuments.of(withoutExtras(), List.of(), Optional.empty());
    assertThat(none.get("/openstack/latest/user_data")).isEmpty();
    assertThat(none.get("/latest/user-data")).isEmpty();
    assertThat(none.get("/openstack/latest/network_data.json")).isEmpty();
    assertThat(none.get("/latest/meta-data/public-keys/")).isEmpty();
  }

  @Test
  void ec2Tree() {
    assertThat(text("/latest")).isEqualTo("meta-data/\nuser-data");
    assertThat(text("/2009-04-04/meta-data/"))
        .contains("\nplacement/\n", "\npublic-keys/\n", "\nlocal-ipv4\n");
    assertThat(text("/latest/meta-data/public-keys/")).isEqualTo("0=a\n1=mykey");
    assertThat(text("/latest/meta-data/public-keys/1/")).isEqualTo("openssh-key");
    assertThat(text("/latest/meta-data/public-keys/1/openssh-key")).endsWith(" me");
    assertThat(text("/latest/meta-data/local-ipv4")).isEqualTo("10.250.0.7");
    assertThat(text("/latest/meta-data/instance-id")).isEqualTo("i-6f70656e737441638");
    assertThat(text("/latest/meta-data/placement/availability-zone")).isEqualTo("nova");
    assertThat(text("/latest/meta-data/security-groups")).isEqualTo("default\nweb");
  }

  @Test
  void unknownPathsAreNotThere() {
    assertThat(documents.get("/latest/meta-data/instance-id/x")).isEmpty();
    assertThat(documents.get("/../etc/passwd")).isEmpty();
    assertThat(documents.get("/1999-01-01")).isEmpty();
  }

  @Test
  void configDriveHoldsTheOpenStackTreeOnly() {
    assertThat(documents.configDriveFiles())
        .containsKeys("openstack/latest/meta_data.json", "openstack/2018-08-27/user_data")
        .allSatisfy((path, _) -> assertThat(path).startsWith("openstack/"));
  }

  private String text(String path) {
    return new String(documents.get(path).orElseThrow().body(), UTF_8);
  }

  private JsonNode json(String path) {
    return new JsonMapper().readTree(documents.get(path).orElseThrow().body());
  }

  private static GuestMetadata withoutExtras() {
    return new GuestMetadata(
        METADATA.serverId(),
        METADATA.projectId(),
        "n",
        "n",
        "m1.tiny",
        "nova",
        0,
        Map.of(),
        Map.of(),
        "",
        List.of());
  }
}
