/** Sharing what there is little of among many who want it. */
@NullMarked
package haneul.platform.turn;

import org.jspecify.annotations.NullMarked;
