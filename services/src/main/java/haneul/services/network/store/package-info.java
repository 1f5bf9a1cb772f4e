/** The tables of the service. Only ops, reconcile and this package touch them. */
package haneul.services.network.store;
