package haneul.drivers.ovs;

import haneul.base.id.NetworkId;

/** How a network's packets leave the host and come in, as flows see it. */
sealed interface WayOut permits Span, PhysicalSpan {
  NetworkId network();
}
