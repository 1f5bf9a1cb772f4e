/** What is done to networks, ports and groups, one operation a file. */
package haneul.services.network.ops;
