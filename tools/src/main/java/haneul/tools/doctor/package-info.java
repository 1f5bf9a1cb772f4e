/**
 * {@code haneul doctor}: looks at a host and a cloud and tells what is wrong and the mend. One file
 * a check.
 */
@NullMarked
package haneul.tools.doctor;

import org.jspecify.annotations.NullMarked;
