package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.SubnetId;
import haneul.platform.http.Fields;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.IpPrefix;
import haneul.services.network.domain.MacAddress;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port.AddressPair;
import haneul.services.network.ops.AddressRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The parts of a port in a request. Absent is empty. */
final class PortFields {
  private static final int MAX_FIXED_IPS = 5;
  private static final int MAX_PAIRS = 10;
  private static final int MAX_GROUPS = 50;
  private static final Pattern DNS_LABEL =
      Pattern.compile("|[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private PortFields() {}

  static Optional<String> mac(Fields fields) {
    return fields
        .string("mac_address", 1, 64)
        .map(text ->
            MacAddress.parse(text)
                .orElseThrow(() ->
                    CloudException.badField(
                        "mac_address", text, "'" + text + "' is not a valid MAC address")));
  }

  static Optional<String> dnsName(Fields fields) {
    return fields
        .matching("dns_name", DNS_LABEL, "a valid DNS label")
        .map(name -> name.toLowerCase(Locale.ROOT));
  }

  static Optional<List<AddressRequest>> fixedIps(Fields fields) {
    if (fields.isNull("fixed_ips")) {
      return Optional.of(List.of());
    }
    return fields
        .objects("fixed_ips", 100)
        .map(items -> {
          if (items.size() > MAX_FIXED_IPS) {
            throw NetworkErrors.invalid("Exceeded maximum amount of fixed ips per port");
          }
          return items.stream().map(PortFields::fixedIp).toList();
        });
  }

  private static AddressRequest fixedIp(Fields item) {
    Optional<SubnetId> subnet =
        item.matching("subnet_id", Pattern.compile("[0-9a-zA-Z-]{1,64}"), "a valid UUID")
            .map(SubnetId::new);
    Optional<IpAddress> address =
        item.string("ip_address", 1, 64)
            .map(text ->
                IpAddress.parse(text)
                    .orElseThrow(() ->
                        CloudException.badField(
                            "fixed_ips", text, "'" + text + "' is not a valid IP address")));
    item.rejectOthers();
    if (address.isPresent()) {
      return new AddressRequest.Exactly(address.get(), subnet);
    }
    return new AddressRequest.Any(
        subnet.orElseThrow(
            () -> NetworkErrors.invalid("IP allocation requires subnet_id or ip_address")));
  }

  static Optional<List<String>> groups(Fields fields) {
    if (fields.isNull("security_groups")) {
      return Optional.of(List.of());
    }
    return fields
        .strings("security_groups", MAX_GROUPS, 255)
        .map(ids -> List.copyOf(new LinkedHashSet<>(ids)));
  }

  /** Pairs without a MAC get the port's. */
  static Optional<List<Pair>> pairs(Fields fields) {
    if (fields.isNull("allowed_address_pairs")) {
      return Optional.of(List.of());
    }
    return fields
        .objects("allowed_address_pairs", 1000)
        .map(items -> {
          if (items.size() > MAX_PAIRS) {
            throw NetworkErrors.bad(
                "AllowedAddressPairExhausted",
                "The number of allowed address pair exceeds the maximum " + MAX_PAIRS + ".");
          }
          List<Pair> pairs = new ArrayList<>();
          for (Fields item : items) {
            pairs.add(new Pair(mac(item), pairAddress(item)));
            item.rejectOthers();
          }
          return pairs;
        });
  }

  private static String pairAddress(Fields item) {
    String text =
        item.string("ip_address", 1, 64)
            .orElseThrow(() ->
                NetworkErrors.bad(
                    "AllowedAddressPairsMissingIP", "AllowedAddressPair must contain ip_address"));
    IpPrefix prefix =
        IpPrefix.parse(text)
            .orElseThrow(() ->
                CloudException.badField(
                    "allowed_address_pairs",
                    text,
                    "'" + text + "' is not a valid IP address or network"));
    return IpAddress.parse(text).map(IpAddress::toString).orElse(prefix.normalized());
  }

  /** A pair whose MAC may still be left out. */
  record Pair(Optional<String> mac, String address) {}

  static List<AddressPair> withMac(List<Pair> pairs, String mac) {
    Set<AddressPair> whole = new LinkedHashSet<>();
    for (Pair pair : pairs) {
      AddressPair one = new AddressPair(pair.mac().orElse(mac), pair.address());
      if (!whole.add(one)) {
        throw NetworkErrors.bad(
            "DuplicateAddressPairInRequest",
            "Request contains duplicate address pair: mac_address "
                + one.mac()
                + " ip_address "
                + one.cidr()
                + ".");
      }
    }
    return List.copyOf(whole);
  }
}
