/** Engines that are only remembered, behind the same contract as the real ones. */
@NullMarked
package haneul.drivers.fake;

import org.jspecify.annotations.NullMarked;
