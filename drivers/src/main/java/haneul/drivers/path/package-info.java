/** What the underlay carries to other hosts: probes, answers to them, and the hops on the way. */
@org.jspecify.annotations.NullMarked
package haneul.drivers.path;
