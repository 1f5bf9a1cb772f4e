package haneul.services.network.ops;

import haneul.base.id.SubnetId;
import haneul.services.network.domain.IpAddress;
import java.util.Optional;

/** An address somebody wants for a port. */
public sealed interface AddressRequest {
  /** Any address of a subnet. */
  record Any(SubnetId subnet) implements AddressRequest {}

  /** This address; the subnet is found by it when none is named. */
  record Exactly(IpAddress address, Optional<SubnetId> subnet) implements AddressRequest {}
}
