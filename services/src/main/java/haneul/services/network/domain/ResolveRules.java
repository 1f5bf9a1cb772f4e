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
      List<SecurityGroup> groups, Map<SecurityGroupId, List<Ipv4>> members) {
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
      SecurityRule rule, Map<SecurityGroupId, List<Ipv4>> members) {
    Optional<List<String>> remote =
        rule.remoteCidr().flatMap(IpPrefix::parse).map(prefix -> List.of(prefix.normalized()));
    if (rule.remoteGroup().isPresent()) {
      List<Ipv4> addresses =
          rule.etherType() == EtherType.IPV4
              ? members.getOrDefault(rule.remoteGroup().get(), List.of())
              : List.of();
      if (addresses.isEmpty()) {
        return Optional.empty();
      }
      remote = Optional.of(addresses.stream().map(address -> address + "/32").toList());
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
