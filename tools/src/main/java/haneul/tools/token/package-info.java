/** {@code haneul token}: who holds tokens, what makes them slow, and away with the expired ones. */
@NullMarked
package haneul.tools.token;

import org.jspecify.annotations.NullMarked;
