/** Devices and network namespaces of the host, and the record of which of them are ours. */
@NullMarked
package haneul.drivers.netns;

import org.jspecify.annotations.NullMarked;
