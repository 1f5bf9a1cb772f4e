/**
 * Many hosts on this machine: namespaces, roots of their own, and the wires between them. Knows the
 * program from outside only, as something that is started on a host.
 */
@NullMarked
package haneul.app.lab;

import org.jspecify.annotations.NullMarked;
