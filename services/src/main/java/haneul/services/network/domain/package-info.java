/** What networks, ports and rules are. No I/O; time and randomness come in as arguments. */
package haneul.services.network.domain;
