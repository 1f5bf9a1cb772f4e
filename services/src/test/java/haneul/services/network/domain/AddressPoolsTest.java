package haneul.services.network.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class AddressPoolsTest {
  @Provide
  Arbitrary<Cidr> networks() {
    return Combinators.combine(
            Arbitraries.longs().between(1L << 24, (224L << 24) - 1),
            Arbitraries.integers().between(2, 8),
            Arbitraries.of(false, true))
        .as((number, rest, v6) -> {
          IpAddress address = v6 ? new IpAddress(true, number, ~number) : IpAddress.v4(number);
          return Cidr.around(address, address.bits() - rest);
        });
  }

  @Property(tries = 200)
  void numbersEveryUsableAddressButTheGatewayOnce(
      @ForAll("networks") Cidr cidr, @ForAll long seed) {
    long hosts = cidr.last().low() - cidr.first().low() - (cidr.v6() ? 0 : 1);
    IpAddress gateway = cidr.first().plus(1 + Math.floorMod(seed, hosts));
    AddressPools pools = AddressPools.around(cidr, Optional.of(gateway));
    assertThat(pools.size()).isEqualTo(hosts - 1);
    Set<IpAddress> all = new TreeSet<>();
    for (long i = 0; i < pools.size(); i++) {
      IpAddress address = pools.at(i);
      assertThat(cidr.usable(address)).isTrue();
      assertThat(pools.contains(address)).isTrue();
      all.add(address);
    }
    assertThat(all).hasSize((int) pools.size()).doesNotContain(gateway);
  }

  @Property(tries = 300)
  void findsTheLowestFreeAddress(
      @ForAll("networks") Cidr cidr, @ForAll Set<@IntRange(max = 40) Integer> gone) {
    AddressPools pools = AddressPools.around(cidr, SubnetRules.defaultGateway(cidr));
    Set<IpAddress> taken = new TreeSet<>();
    for (int index : gone) {
      if (index < pools.size()) {
        taken.add(pools.at(index));
      }
    }
    Optional<IpAddress> expected = Optional.empty();
    for (long i = 0; i < pools.size() && expected.isEmpty(); i++) {
      if (!taken.contains(pools.at(i))) {
        expected = Optional.of(pools.at(i));
      }
    }
    assertThat(pools.firstFree(pools.at(0), cidr.last(), List.copyOf(taken))).isEqualTo(expected);
  }

  @Property(tries = 300)
  void readsWhatItWrites(@ForAll("networks") Cidr cidr) {
    assertThat(Cidr.parse(cidr.toString())).contains(cidr);
    assertThat(IpAddress.parse(cidr.last().toString())).contains(cidr.last());
    assertThat(IpPrefix.parse(cidr.toString()).orElseThrow().normalized())
        .isEqualTo(cidr.toString());
  }
}
