/** The Networking API v2.0: requests in, answers out, in Neutron's own shapes. */
package haneul.services.network.http;
