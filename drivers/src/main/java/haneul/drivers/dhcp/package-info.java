/** A network's DHCP server: dnsmasq in the network's namespace. */
@NullMarked
package haneul.drivers.dhcp;

import org.jspecify.annotations.NullMarked;
