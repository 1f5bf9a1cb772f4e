package haneul.services.network;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryStore
final class SecurityGroupApiTest {
  private final Api api;

  SecurityGroupApiTest(Store store) {
    this.api = new Api(store);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String group(String name) {
    return api.post(
            "member", "/v2.0/security-groups", "{'security_group': {'name': '" + name + "'}}")
        .is(201)
        .text("/security_group/id");
  }

  private Answer rule(String group, String more) {
    return api.post(
        "member",
        "/v2.0/security-group-rules",
        "{'security_group_rule': {'direction': 'ingress', 'security_group_id': '"
            + group
            + "'"
            + more
            + "}}");
  }

  @Test
  void aListWithoutALimitEndsToo() {
    String first =
        api.post("member", "/v2.0/security-groups", "{'security_group': {'name': 'first'}}")
            .is(201)
            .text("/security_group/id");
    api.cloud.store.run(tx -> {
      String others =
          Arrays.stream(tx.sql().fetch("SELECT * FROM network_security_group").fields())
              .map(field -> field.getName())
              .filter(name -> !name.equals("id"))
              .collect(Collectors.joining(", "));
      tx.sql()
          .execute(
              "INSERT INTO network_security_group (id, "
                  + others
                  + ")"
                  + " WITH RECURSIVE n (i) AS"
                  + " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)"
                  + " SELECT 'copy ' || i, "
                  + others
                  + " FROM network_security_group, n"
                  + " WHERE id = '"
                  + first
                  + "'");
    });
    Api.Answer page = api.get("member", "/v2.0/security-groups?name=first").is(200);
    assertThat(page.at("/security_groups").size()).isEqualTo(10_000);
    String next = page.text("/security_groups_links/0/href");
    assertThat(page.text("/security_groups_links/0/rel")).isEqualTo("next");
    Api.Answer rest = api.get("member", next.substring(next.indexOf("/v2.0"))).is(200);
    assertThat(rest.at("/security_groups").size()).isEqualTo(2);
    assertThat(rest.at("/security_groups_links").isMissingNode()).isTrue();
  }

  @Test
  void everyProjectHasADefaultGroup() {
    Answer list = api.get("reader", "/v2.0/security-groups").is(200);
    assertThat(list.at("/security_groups").size()).isEqualTo(1);
    assertThat(list.text("/security_groups/0/name")).isEqualTo("default");
    assertThat(list.at("/security_groups/0/security_group_rules").size()).isEqualTo(4);
    String id = list.text("/security_groups/0/id");
    assertThat(api.delete("member", "/v2.0/security-groups/" + id).error())
        .isEqualTo(
            "409 SecurityGroupCannotRemoveDefault: Insufficient rights for removing default"
                + " security group.");
    assertThat(
            api.post("member", "/v2.0/security-groups", "{'security_group': {'name':'default'}}")
                .error())
        .isEqualTo("409 SecurityGroupDefaultAlreadyExists: Default security group already exists.");
    api.get("other", "/v2.0/security-groups/" + id).is(404);
  }

  @Test
  void takesRulesOfEveryKind() {
    String group = group("web");
    Answer tcp =
        rule(
                group,
                ", 'protocol': 'tcp', 'port_range_min': 22, 'port_range_max': 22,"
                    + " 'remote_ip_prefix': '10.0.0.5/8'")
            .is(201);
    assertThat(tcp.text("/security_group_rule/normalized_cidr")).isEqualTo("10.0.0.0/8");
    assertThat(tcp.text("/security_group_rule/remote_ip_prefix")).isEqualTo("10.0.0.5/8");
    assertThat(
            rule(
                    group,
                    ", 'protocol': '6', 'port_range_min': 22, 'port_range_max': 22,"
                        + " 'remote_ip_prefix': '10.0.0.5/8'")
                .error())
        .isEqualTo(
            "409 SecurityGroupRuleExists: Security group rule already exists. Rule id is "
                + tcp.text("/security_group_rule/id")
                + ".");
    rule(group, ", 'protocol': 'icmp', 'port_range_min': 8, 'port_range_max': 0").is(201);
    rule(group, ", 'protocol': 47").is(201);
    rule(group, ", 'ethertype': 'ipv6', 'protocol': 'icmpv6', 'remote_ip_prefix': 'fe80::/10'")
        .is(201);
    rule(group, ", 'remote_group_id': '" + group + "'").is(201);
    assertThat(
            api.get("member", "/v2.0/security-group-rules?security_group_id=" + group)
                .at("/security_group_rules")
                .size())
        .isEqualTo(7);
    api.delete("member", "/v2.0/security-group-rules/" + tcp.text("/security_group_rule/id"))
        .is(204);
    api.delete("member", "/v2.0/security-groups/" + group).is(204);
  }

  @Test
  void refusesRulesThatMeanNothing() {
    String group = group("web");
    assertThat(rule(group, ", 'protocol': 'tcp', 'port_range_min': 9, 'port_range_max': 1").error())
        .startsWith("400 SecurityGroupInvalidPortRange");
    assertThat(rule(group, ", 'port_range_min': 1, 'port_range_max': 1").error())
        .startsWith("400 SecurityGroupProtocolRequiredWithPorts");
    assertThat(rule(group, ", 'protocol': 'icmp', 'port_range_min': 300").error())
        .startsWith("400 SecurityGroupInvalidIcmpValue");
    assertThat(rule(group, ", 'protocol': 'nonsense'").error())
        .startsWith("400 SecurityGroupRuleInvalidProtocol");
    assertThat(rule(group, ", 'remote_ip_prefix': 'fe80::/10'").error())
        .startsWith("400 SecurityGroupRuleParameterConflict");
    assertThat(rule(group, ", 'remote_group_id': 'nope'").error())
        .isEqualTo("404 SecurityGroupNotFound: Security group nope does not exist");
    assertThat(rule("nope", "").error()).startsWith("404 SecurityGroupNotFound");
  }

  @Test
  void keepsAGroupThatAPortObeys() {
    String network = api.network("member", "n1", "10.1.0.0/24");
    String group = group("web");
    String port =
        api.port("member", network, ", 'security_groups': ['" + group + "']")
            .is(201)
            .text("/port/id");
    assertThat(api.delete("member", "/v2.0/security-groups/" + group).error())
        .isEqualTo("409 SecurityGroupInUse: Security Group " + group + " in use.");
    assertThat(
            api.put("member", "/v2.0/ports/" + port, "{'port': {'port_security_enabled': false}}")
                .error())
        .startsWith("409 PortSecurityPortHasSecurityGroup");
    api.put(
            "member",
            "/v2.0/ports/" + port,
            "{'port': {'port_security_enabled': false, 'security_groups': []}}")
        .is(200);
    api.delete("member", "/v2.0/security-groups/" + group).is(204);
  }
}
