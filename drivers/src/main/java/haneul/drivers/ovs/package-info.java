/**
 * A host's networks on Open vSwitch: one bridge a cloud, security groups as conntrack flows. What
 * the flows shall be is computed purely ({@link haneul.drivers.ovs.FlowPlan}); {@link
 * haneul.drivers.ovs.OvsNetworkDriver} applies it.
 */
@NullMarked
package haneul.drivers.ovs;

import org.jspecify.annotations.NullMarked;
