package haneul.services.network.domain;

import haneul.base.host.WantedPort.EtherType;
import haneul.base.host.WantedPort.Rule;
import haneul.base.id.SecurityGroupId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns groups' rules into what a host can obey: numbers, and addresses for groups' members. */
public final class ResolveRules {
  private ResolveRules() {}

  /**
   * What a port in {@code groups} is allowed, without repetition.
   *
   * @param members addresses of the groups that rules name
   */
  public static List<Rule> of(
      List<SecurityGroup> groups, Map<SecurityGroupId, List<IpAddress>> members) {
    Set<Rule> resolved = new LinkedHashSet<>();
    for (SecurityGroup group : groups) {
      for (SecurityRule rule : group.rules()) {
        resolve(rule, members).ifPresent(resolved::add);
      }
    }
    return List.copyOf(resolved);
  }

  /** Empty when the rule is about a group that has no address of the rule's family. */
  private static Optional<Rule> resolve(
      SecurityRule rule, Map<SecurityGroupId, List<IpAddress>> members) {
    Optional<List<String>> remote =
        rule.remoteCidr().flatMap(IpPrefix::parse).map(prefix -> List.of(prefix.normalized()));
    if (rule.remoteGroup().isPresent()) {
      boolean v6 = rule.etherType() == EtherType.IPV6;
      List<IpAddress> addresses =
          members.getOrDefault(rule.remoteGroup().get(), List.of()).stream()
              .filter(address -> address.v6() == v6)
              .toList();
      if (addresses.isEmpty()) {
        return Optional.empty();
      }
      remote =
          Optional.of(addresses.stream().map(address -> address + "/" + address.bits()).toList());
    }
    return Optional.of(
        new Rule(
            rule.direction(),
            rule.etherType(),
            Protocols.number(rule.protocol(), rule.etherType()),
            rule.portMin(),
            rule.portMax(),
            remote));
  }
}
