package haneul.services.identity.domain;

/** A service of the catalog, e.g. type {@code compute}, name {@code nova}. */
public record CatalogService(String id, String type, String name, boolean enabled) {}
