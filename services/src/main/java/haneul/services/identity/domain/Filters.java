package haneul.services.identity.domain;

import java.util.Optional;

/** What lists are narrowed by; what is empty narrows nothing. */
public final class Filters {
  private Filters() {}

  /** Users. */
  public record OfUsers(
      Optional<String> name, Optional<String> domainId, Optional<Boolean> enabled) {}

  /**
   * Projects.
   *
   * @param ofUser only projects this user has a role on
   */
  public record OfProjects(
      Optional<String> name,
      Optional<String> domainId,
      Optional<Boolean> enabled,
      Optional<String> ofUser) {}

  /**
   * Domains.
   *
   * @param ofUser only domains this user has a role on
   */
  public record OfDomains(
      Optional<String> name, Optional<Boolean> enabled, Optional<String> ofUser) {}

  /** Assignments. */
  public record OfAssignments(
      Optional<String> userId, Optional<String> roleId, Optional<Target> target) {}

  /** Services of the catalog. */
  public record OfServices(Optional<String> name, Optional<String> type) {}

  /** Endpoints. */
  public record OfEndpoints(
      Optional<String> serviceId, Optional<String> face, Optional<String> regionId) {}
}
