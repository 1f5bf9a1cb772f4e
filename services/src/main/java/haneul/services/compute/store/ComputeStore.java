package haneul.services.compute.store;

/** Compute's tables. */
public record ComputeStore(
    ServerStore servers,
    ServerQueries queries,
    FlavorStore flavors,
    KeyPairStore keyPairs,
    QuotaStore quotas,
    TagStore tags,
    ActionStore actions,
    DisabledHostStore disabledHosts,
    AggregateStore aggregates,
    CachedImageStore cachedImages,
    ServerGroupStore groups) {
  public ComputeStore() {
    this(
        new ServerStore(),
        new ServerQueries(),
        new FlavorStore(),
        new KeyPairStore(),
        new QuotaStore(),
        new TagStore(),
        new ActionStore(),
        new DisabledHostStore(),
        new AggregateStore(),
        new CachedImageStore(),
        new ServerGroupStore());
  }
}
