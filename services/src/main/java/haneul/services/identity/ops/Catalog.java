package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.store.CatalogRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in every scoped token's catalog. It hardly ever changes and is read with every token. */
public final class Catalog {
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Store store;
  private final InstantSource clock;
  private volatile @Nullable Remembered remembered;

  /** A service and where it is. */
  public record Entry(CatalogService service, List<Endpoint> endpoints) {}

  private record Remembered(List<Entry> entries, Instant since) {}

  public Catalog(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What is enabled. */
  public List<Entry> entries() {
    Instant now = clock.instant();
    Remembered known = remembered;
    if (known == null || !now.isBefore(known.since().plus(REMEMBERED))) {
      known = new Remembered(read(), now);
      remembered = known;
    }
    return known.entries();
  }

  private List<Entry> read() {
    return store.read(tx -> {
      List<Endpoint> endpoints =
          CatalogRows.endpoints(
              tx,
              new Filters.OfEndpoints(Optional.empty(), Optional.empty(), Optional.empty()),
              Page.first());
      return CatalogRows.services(
              tx, new Filters.OfServices(Optional.empty(), Optional.empty()), Page.first())
          .stream()
          .filter(CatalogService::enabled)
          .map(service ->
              new Entry(
                  service,
                  endpoints.stream()
                      .filter(Endpoint::enabled)
                      .filter(endpoint -> endpoint.serviceId().equals(service.id()))
                      .toList()))
          .toList();
    });
  }
}
