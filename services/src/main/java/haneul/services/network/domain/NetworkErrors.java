package haneul.services.network.domain;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.Id;
import haneul.base.id.NetworkId;
import haneul.base.id.SubnetId;
import java.util.Collection;

/** Failures in Neutron's own names and words. */
public final class NetworkErrors {
  private NetworkErrors() {}

  public static CloudException networkNotFound(String id) {
    return CloudException.notFound("NetworkNotFound", "Network " + id + " could not be found.");
  }

  public static CloudException subnetNotFound(String id) {
    return CloudException.notFound("SubnetNotFound", "Subnet " + id + " could not be found.");
  }

  public static CloudException portNotFound(String id) {
    return CloudException.notFound("PortNotFound", "Port " + id + " could not be found.");
  }

  public static CloudException groupNotFound(String id) {
    return CloudException.notFound(
        "SecurityGroupNotFound", "Security group " + id + " does not exist");
  }

  public static CloudException ruleNotFound(String id) {
    return CloudException.notFound(
        "SecurityGroupRuleNotFound", "Security group rule " + id + " does not exist");
  }

  /** 400 about the operation as a whole. */
  public static CloudException invalid(String message) {
    return CloudException.of(
        ErrorKind.BAD_REQUEST, "InvalidInput", "Invalid input for operation: " + message + ".");
  }

  /** 400 of a type of its own. */
  public static CloudException bad(String type, String message) {
    return CloudException.of(ErrorKind.BAD_REQUEST, type, message);
  }

  public static CloudException conflict(String type, String message) {
    return CloudException.conflict(type, message);
  }

  /** Every segment of the kind is taken, or there is none. */
  public static CloudException noSegment() {
    return conflict(
        "NoNetworkAvailable",
        "Unable to create the network. No tenant network is available for allocation.");
  }

  public static CloudException networkInUse(NetworkId id, Collection<? extends Id> ports) {
    return conflict(
        "NetworkInUse",
        "Unable to complete operation on network "
            + id
            + ". There are one or more ports still in use on the network, id for these ports is: "
            + String.join(",", ports.stream().map(Id::value).toList())
            + ".");
  }

  public static CloudException subnetInUse(SubnetId id) {
    return conflict(
        "SubnetInUse",
        "Unable to complete operation on subnet "
            + id
            + ": One or more ports have an IP allocation from this subnet.");
  }

  public static CloudException addressInUse(IpAddress address, SubnetId subnet) {
    return conflict(
        "IpAddressAlreadyAllocated",
        "IP address " + address + " already allocated in subnet " + subnet);
  }

  public static CloudException noMoreAddresses(NetworkId network) {
    return conflict(
        "IpAddressGenerationFailure", "No more IP addresses available on network " + network + ".");
  }

  public static CloudException noMoreAddresses(SubnetId subnet) {
    return conflict(
        "IpAddressGenerationFailureForSubnet",
        "No more IP addresses available for subnet " + subnet + ".");
  }

  public static CloudException notInNetwork(IpAddress address) {
    return bad(
        "InvalidIpForNetwork",
        "IP address "
            + address
            + " is not a valid IP for any of the subnets on the specified network.");
  }

  public static CloudException notInSubnet(IpAddress address) {
    return bad(
        "InvalidIpForSubnet",
        "IP address " + address + " is not a valid IP for the specified subnet.");
  }

  /** For an address of a subnet whose ports make theirs of their MACs. */
  public static CloudException automaticAddress(IpAddress address, SubnetId subnet) {
    return bad(
        "AllocationOnAutoAddressSubnet",
        "IPv6 address "
            + address
            + " cannot be directly assigned to a port on subnet "
            + subnet
            + " as the subnet is configured for automatic addresses");
  }

  public static CloudException macInUse(NetworkId network, String mac) {
    return conflict(
        "MacAddressInUse",
        "Unable to complete operation for network "
            + network
            + ". The mac address "
            + mac
            + " is in use.");
  }

  public static CloudException overQuota(Quota quota) {
    return CloudException.of(
        ErrorKind.OVER_QUOTA,
        "OverQuota",
        "Quota exceeded for resources: ['" + quota.resource() + "'].");
  }

  /** 403 for one attribute, as Neutron's policy engine words it. */
  public static CloudException policy(String action, String attribute) {
    return policy("(rule:" + action + " and rule:" + action + ":" + attribute + ")");
  }

  /** 403 in the words of Neutron's policy engine. */
  public static CloudException policy(String rule) {
    return CloudException.of(
        ErrorKind.FORBIDDEN, "PolicyNotAuthorized", rule + " is disallowed by policy");
  }
}
