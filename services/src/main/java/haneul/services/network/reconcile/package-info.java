/** What hosts shall be of networks, and what they say they are. */
package haneul.services.network.reconcile;
