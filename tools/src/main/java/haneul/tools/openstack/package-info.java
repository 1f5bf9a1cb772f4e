/** OpenStack's public APIs, entered as its own clients do. */
@NullMarked
package haneul.tools.openstack;

import org.jspecify.annotations.NullMarked;
