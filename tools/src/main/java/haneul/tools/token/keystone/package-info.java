/** The token table of a Keystone that keeps its tokens in MySQL or MariaDB. */
@NullMarked
package haneul.tools.token.keystone;

import org.jspecify.annotations.NullMarked;
