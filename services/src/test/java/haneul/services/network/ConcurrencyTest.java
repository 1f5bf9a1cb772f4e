package haneul.services.network;

import static haneul.services.network.Cloud.DEMO;
import static haneul.services.network.Cloud.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.network.Api.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryStore
final class ConcurrencyTest {
  private final Api api;

  ConcurrencyTest(Store store) {
    this.api = new Api(store);
    api.cloud.report(HOST);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static List<Answer> atOnce(int times, Callable<Answer> request) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> running = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        running.add(threads.submit(request));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : running) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void givesTwoHundredPortsAddressesOfTheirOwn() {
    String network = api.network("member", "n1", "10.1.0.0/24");
    List<Answer> answers = atOnce(200, () -> api.port("member", network, ""));
    assertThat(answers).allSatisfy(answer -> answer.is(201));
    assertThat(answers.stream().map(answer -> answer.text("/port/fixed_ips/0/ip_address")))
        .doesNotHaveDuplicates();
    assertThat(answers.stream().map(answer -> answer.text("/port/mac_address")))
        .doesNotHaveDuplicates();
    assertThat(api.cloud.wanted(HOST).networks().getFirst().dhcp().orElseThrow().leases())
        .hasSize(200);
  }

  @Test
  void givesTheLastAddressOnce() {
    String network = api.network("member", "n1", "10.1.0.0/29");
    List<Answer> answers = atOnce(12, () -> api.port("member", network, ""));
    // Eight addresses: network, broadcast, gateway and DHCP server take one each.
    assertThat(
            answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting())))
        .containsEntry(201, 4L)
        .containsEntry(409, 8L);
  }

  private Answer subnet6(String network, String cidr, String mode) {
    return api.post(
        "member",
        "/v2.0/subnets",
        "{'subnet': {'network_id': '%s', 'ip_version': 6, 'cidr': '%s', 'ipv6_address_mode': '%s'}}"
            .formatted(network, cidr, mode));
  }

  @Test
  void givesTheLastIpv6AddressOnce() {
    String network = api.network("member", "n1", "");
    subnet6(network, "fd00::/125", "dhcpv6-stateful").is(201);
    List<Answer> answers = atOnce(12, () -> api.port("member", network, ""));
    // Eight addresses: that of any router, gateway and DHCP server take one each.
    assertThat(
            answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting())))
        .containsEntry(201, 5L)
        .containsEntry(409, 7L);
  }

  @Test
  void portsMadeTogetherWithASubnetHaveItsAddresses() {
    String network = api.network("member", "n1", "10.1.0.0/24");
    AtomicInteger turn = new AtomicInteger();
    List<Answer> answers =
        atOnce(
            12,
            () ->
                turn.getAndIncrement() == 6
                    ? subnet6(network, "fd00::/64", "slaac")
                    : api.port("member", network, ""));
    assertThat(answers).allSatisfy(answer -> answer.is(201));
    assertThat(api.get("member", "/v2.0/ports?network_id=" + network).at("/ports"))
        .hasSize(12)
        .allSatisfy(port -> assertThat(port.path("fixed_ips").size()).isEqualTo(2));
  }

  @Test
  void holdsTheQuotaAgainstMany() {
    api.put("admin", "/v2.0/quotas/" + DEMO, "{'quota': {'network': 3}}").is(200);
    List<Answer> answers =
        atOnce(12, () -> api.post("member", "/v2.0/networks", "{'network': {}}"));
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(3);
    assertThat(api.get("member", "/v2.0/networks").at("/networks").size()).isEqualTo(3);
  }

  @Test
  void makesOneDefaultGroupForAll() {
    List<Answer> answers = atOnce(12, () -> api.get("member", "/v2.0/security-groups"));
    assertThat(answers.stream().map(answer -> answer.text("/security_groups/0/id")).distinct())
        .hasSize(1);
  }
}
