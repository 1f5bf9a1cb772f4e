/**
 * The host agent: asks control what its host shall be, makes it so, and tells what it is. Three
 * reconcilers that never wait for each other's work: {@link haneul.agent.NetworkReconciler}, {@link
 * haneul.agent.GuestReconciler} and {@link haneul.agent.Reporter}, fed by {@link
 * haneul.agent.LinkListener}.
 */
@NullMarked
package haneul.agent;

import org.jspecify.annotations.NullMarked;
