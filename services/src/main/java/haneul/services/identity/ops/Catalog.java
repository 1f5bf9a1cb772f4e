package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.EndpointGroup;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.store.CatalogFilterRows;
import haneul.services.identity.store.CatalogRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What is in tokens' catalogs. It hardly ever changes and is read with every token, so it is
 * remembered: until it is changed here, or for a while, because another controller may change it.
 */
public final class Catalog {
  private static final Duration REMEMBERED = Duration.ofSeconds(5);
  private static final int MAX_REMEMBERED = 1_000;

  /** Stands for every token that is for no project. */
  private static final String NO_PROJECT = "";

  private final Store store;
  private final InstantSource clock;
  private final Cache<String, Remembered> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /** A service and where it is. */
  public record Entry(CatalogService service, List<Endpoint> endpoints) {}

  private record Remembered(List<Entry> entries, Instant since) {}

  public Catalog(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** To be called in every transaction that changes what is in a catalog. */
  void changed(Tx tx) {
    tx.afterCommit(remembered::invalidateAll);
  }

  /** What is enabled, and a project's filters let through. */
  public List<Entry> entries(Optional<String> projectId) {
    String key = projectId.orElse(NO_PROJECT);
    Instant now = clock.instant();
    Remembered known = remembered.getIfPresent(key);
    if (known == null || !now.isBefore(known.since().plus(REMEMBERED))) {
      known = new Remembered(read(projectId), now);
      remembered.put(key, known);
    }
    return known.entries();
  }

  private List<Entry> read(Optional<String> projectId) {
    return store.read(tx -> {
      List<Endpoint> all = CatalogRows.endpoints(tx, Selection.all());
      List<Endpoint> endpoints =
          projectId.map(project -> filtered(tx, project, all)).orElse(all).stream()
              .filter(Endpoint::enabled)
              .toList();
      return CatalogRows.services(tx, Selection.all()).stream()
          .filter(CatalogService::enabled)
          .map(service ->
              new Entry(
                  service,
                  endpoints.stream()
                      .filter(endpoint -> endpoint.serviceId().equals(service.id()))
                      .toList()))
          .filter(entry -> projectId.isEmpty() || !isLeftOut(entry, all))
          .toList();
    });
  }

  /** A service whose endpoints are all filtered out is none for the project. */
  private static boolean isLeftOut(Entry entry, List<Endpoint> all) {
    return entry.endpoints().isEmpty()
        && all.stream().anyMatch(endpoint -> endpoint.serviceId().equals(entry.service().id()));
  }

  /** A project without filters has all endpoints. */
  static List<Endpoint> filtered(Tx tx, String projectId, List<Endpoint> all) {
    List<String> ids = CatalogFilterRows.endpointIds(tx, projectId);
    List<EndpointGroup> groups = CatalogFilterRows.groupsOf(tx, projectId);
    return ids.isEmpty() && groups.isEmpty()
        ? all
        : all.stream()
            .filter(endpoint ->
                ids.contains(endpoint.id())
                    || groups.stream().anyMatch(group -> group.holds(endpoint)))
            .toList();
  }
}
