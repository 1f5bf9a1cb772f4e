package haneul.services.identity.domain;

/**
 * Where a service of the catalog is.
 *
 * @param face {@code public}, {@code internal} or {@code admin}
 * @param template its URL; {@code $(base)s} stands for what the client called us
 */
public record Endpoint(
    String id, String serviceId, String face, String regionId, String template, boolean enabled) {
  private static final String BASE = "$(base)s";

  /** The URL for a client that called us {@code base}, e.g. {@code https://cloud:5000}. */
  public String url(String base) {
    return template.replace(BASE, base);
  }
}
