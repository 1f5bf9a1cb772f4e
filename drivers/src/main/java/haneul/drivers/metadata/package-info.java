/** What guests are told about themselves, and the listener at 169.254.169.254 that tells them. */
@NullMarked
package haneul.drivers.metadata;

import org.jspecify.annotations.NullMarked;
