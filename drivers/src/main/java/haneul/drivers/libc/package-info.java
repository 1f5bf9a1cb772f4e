/** Calls into the C library, where the JDK has no way to what the kernel offers. */
@NullMarked
package haneul.drivers.libc;

import org.jspecify.annotations.NullMarked;
