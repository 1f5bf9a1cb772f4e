/** Runs other programs: bounded in time and output, with errors that name what failed. */
@NullMarked
package haneul.drivers.process;

import org.jspecify.annotations.NullMarked;
