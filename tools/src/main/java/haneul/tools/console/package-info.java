/**
 * What the tools share: words and tables for people, other programs, errors that say how to go on.
 */
@NullMarked
package haneul.tools.console;

import org.jspecify.annotations.NullMarked;
