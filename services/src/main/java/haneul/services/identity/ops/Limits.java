package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Limit;
import haneul.services.identity.domain.RegisteredLimit;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.store.CatalogRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.LimitRows;
import haneul.services.identity.store.ProjectRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Limits that services ask for: a default for everyone, and what one project or domain has instead.
 * The model is flat: no project's limit counts for another.
 */
public final class Limits {
  private final Store store;

  /** A limit to be. */
  public record NewLimit(
      String serviceId,
      Optional<String> regionId,
      String resourceName,
      Optional<String> projectId,
      Optional<String> domainId,
      int resourceLimit,
      Optional<String> description) {}

  public Limits(Store store) {
    this.store = store;
  }

  private static RegisteredLimit registered(Tx tx, String id) {
    return LimitRows.findRegistered(tx, id)
        .orElseThrow(() ->
            CloudException.notFound(
                "RegisteredLimitNotFound", "Could not find registered limit for " + id + "."));
  }

  private static Limit limit(Tx tx, String id) {
    return LimitRows.find(tx, id)
        .orElseThrow(
            () -> CloudException.notFound("LimitNotFound", "Could not find limit for " + id + "."));
  }

  public RegisteredLimit registered(String id) {
    return store.read(tx -> registered(tx, id));
  }

  public List<RegisteredLimit> listRegistered(Selection selection) {
    return store.read(tx -> LimitRows.listRegistered(tx, selection));
  }

  /** All or none. */
  public List<RegisteredLimit> register(List<RegisteredLimit> limits) {
    return store.write(tx -> {
      for (RegisteredLimit limit : limits) {
        requireCatalog(tx, limit.serviceId(), limit.regionId());
        requireFree(tx, limit);
        LimitRows.insert(tx, limit);
      }
      return limits;
    });
  }

  /** Changes a default; {@code change} must be pure. What it is of changes only while unused. */
  public RegisteredLimit updateRegistered(String id, UnaryOperator<RegisteredLimit> change) {
    return store.write(tx -> {
      RegisteredLimit before = registered(tx, id);
      RegisteredLimit after = change.apply(before);
      if (!isSame(before, after)) {
        requireCatalog(tx, after.serviceId(), after.regionId());
        requireFree(tx, after);
        requireUnused(tx, id);
      }
      LimitRows.update(tx, after);
      return after;
    });
  }

  private static boolean isSame(RegisteredLimit one, RegisteredLimit other) {
    return one.serviceId().equals(other.serviceId())
        && one.regionId().equals(other.regionId())
        && one.resourceName().equals(other.resourceName());
  }

  public void deleteRegistered(String id) {
    store.run(tx -> {
      registered(tx, id);
      requireUnused(tx, id);
      LimitRows.deleteRegistered(tx, id);
    });
  }

  private static void requireUnused(Tx tx, String id) {
    if (LimitRows.isUsed(tx, id)) {
      throw CloudException.forbidden(
          "Unable to update or delete registered limit "
              + id
              + " because there are project limits associated with it.");
    }
  }

  private static void requireFree(Tx tx, RegisteredLimit limit) {
    if (LimitRows.findRegistered(tx, limit.serviceId(), limit.regionId(), limit.resourceName())
        .isPresent()) {
      throw Refusals.duplicate("registered_limit", "Duplicate entry");
    }
  }

  private static void requireCatalog(Tx tx, String serviceId, Optional<String> regionId) {
    if (CatalogRows.service(tx, serviceId).isEmpty()) {
      throw Refusals.missingReference("service", serviceId);
    }
    if (regionId.isPresent() && CatalogRows.region(tx, regionId.get()).isEmpty()) {
      throw Refusals.missingReference("region", regionId.get());
    }
  }

  public Limit find(String id) {
    return store.read(tx -> limit(tx, id));
  }

  /** A limit that may be there, with the domain it belongs to in the end. */
  public Optional<String> domainOf(String id) {
    return store.read(tx ->
        LimitRows.find(tx, id)
            .flatMap(limit ->
                limit
                    .domainId()
                    .or(() ->
                        limit
                            .projectId()
                            .flatMap(project -> ProjectRows.find(tx, project))
                            .map(project -> project.domainId()))));
  }

  public List<Limit> list(Selection selection) {
    return store.read(tx -> LimitRows.list(tx, selection));
  }

  /** Those of a domain and of its projects. */
  public List<Limit> listWithin(String domainId, Selection selection) {
    return store.read(tx -> LimitRows.listWithin(tx, domainId, selection));
  }

  /** All or none. */
  public List<Limit> create(List<NewLimit> wanted) {
    return store.write(tx -> {
      List<Limit> made = new ArrayList<>();
      for (NewLimit one : wanted) {
        Limit limit = limit(tx, one);
        LimitRows.insert(tx, limit);
        made.add(limit);
      }
      return made;
    });
  }

  private static Limit limit(Tx tx, NewLimit wanted) {
    requireCatalog(tx, wanted.serviceId(), wanted.regionId());
    // A domain is a project too, as far as Keystone's clients know.
    Optional<String> domainId =
        wanted
            .domainId()
            .or(() -> wanted.projectId().filter(id -> DomainRows.find(tx, id).isPresent()));
    Optional<String> projectId = domainId.isPresent() ? Optional.empty() : wanted.projectId();
    if (projectId.isPresent() && ProjectRows.find(tx, projectId.get()).isEmpty()) {
      throw Refusals.missingReference("project", projectId.get());
    }
    if (domainId.isPresent() && DomainRows.find(tx, domainId.get()).isEmpty()) {
      throw Refusals.missingReference("domain", domainId.get());
    }
    RegisteredLimit registered =
        LimitRows.findRegistered(tx, wanted.serviceId(), wanted.regionId(), wanted.resourceName())
            .orElseThrow(() ->
                CloudException.forbidden(
                    "Unable to create a limit that has no corresponding registered limit."));
    if (LimitRows.find(tx, registered.id(), projectId, domainId).isPresent()) {
      throw Refusals.duplicate("limit", "Duplicate entry");
    }
    return new Limit(
        Id.newHex(),
        registered.id(),
        registered.serviceId(),
        registered.regionId(),
        registered.resourceName(),
        projectId,
        domainId,
        wanted.resourceLimit(),
        wanted.description());
  }

  /** Changes a limit; {@code change} must be pure. */
  public Limit update(String id, UnaryOperator<Limit> change) {
    return store.write(tx -> {
      Limit after = change.apply(limit(tx, id));
      LimitRows.update(tx, after);
      return after;
    });
  }

  public void delete(String id) {
    store.run(tx -> {
      limit(tx, id);
      LimitRows.delete(tx, id);
    });
  }
}
