/**
 * Guests as QEMU processes, driven over QMP. A guest is a directory ({@link
 * haneul.drivers.qemu.GuestDirectory}) and, while it runs, a process that outlives this program.
 */
@NullMarked
package haneul.drivers.qemu;

import org.jspecify.annotations.NullMarked;
