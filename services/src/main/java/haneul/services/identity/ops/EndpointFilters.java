package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.CatalogTie;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.EndpointGroup;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.store.CatalogFilterRows;
import haneul.services.identity.store.CatalogRows;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Narrows projects' catalogs to some endpoints, named one by one or by groups. A project that is
 * tied to none has all.
 */
public final class EndpointFilters {
  private static final int MAX_GROUPS = 1_000;

  private final Store store;
  private final Catalog catalog;

  public EndpointFilters(Store store, Catalog catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  private static EndpointGroup group(Tx tx, String id) {
    return CatalogFilterRows.group(tx, id)
        .orElseThrow(() -> Directory.notFound("Endpoint Group", id));
  }

  public EndpointGroup group(String id) {
    return store.read(tx -> group(tx, id));
  }

  public List<EndpointGroup> groups(Selection selection) {
    return store.read(tx -> CatalogFilterRows.groups(tx, selection));
  }

  public EndpointGroup create(EndpointGroup group) {
    return store.write(tx -> {
      requireFreeName(tx, group);
      if (CatalogFilterRows.groups(tx, Selection.all()).size() >= MAX_GROUPS) {
        throw CloudException.forbidden(
            "There are " + MAX_GROUPS + " endpoint groups; delete some first.");
      }
      CatalogFilterRows.insert(tx, group);
      return group;
    });
  }

  /** Changes a group; {@code change} must be pure. */
  public EndpointGroup update(String id, UnaryOperator<EndpointGroup> change) {
    return store.write(tx -> {
      EndpointGroup before = group(tx, id);
      EndpointGroup after = change.apply(before);
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      CatalogFilterRows.update(tx, after);
      catalog.changed(tx);
      return after;
    });
  }

  private static void requireFreeName(Tx tx, EndpointGroup group) {
    if (CatalogFilterRows.groupByName(tx, group.name()).isPresent()) {
      throw Refusals.duplicate("endpoint_group", "Duplicate entry found with name " + group.name());
    }
  }

  public void delete(String id) {
    store.run(tx -> {
      group(tx, id);
      CatalogFilterRows.deleteGroup(tx, id);
      catalog.changed(tx);
    });
  }

  /** All endpoints that a group holds. */
  public List<Endpoint> endpointsIn(String groupId) {
    return store.read(tx -> {
      EndpointGroup group = group(tx, groupId);
      return CatalogRows.endpoints(tx, Selection.all()).stream().filter(group::holds).toList();
    });
  }

  /** The endpoints a project is tied to, itself or by groups. */
  public List<Endpoint> endpointsOf(String projectId) {
    return store.read(tx -> {
      Directory.project(tx, projectId);
      List<Endpoint> all = CatalogRows.endpoints(tx, Selection.all());
      boolean tied =
          !CatalogFilterRows.endpointIds(tx, projectId).isEmpty()
              || !CatalogFilterRows.groupsOf(tx, projectId).isEmpty();
      return tied ? Catalog.filtered(tx, projectId, all) : List.of();
    });
  }

  public List<EndpointGroup> groupsOf(String projectId) {
    return store.read(tx -> {
      Directory.project(tx, projectId);
      return CatalogFilterRows.groupsOf(tx, projectId);
    });
  }

  /** The projects that are tied to an endpoint or a group. */
  public List<Project> projects(CatalogTie tie, String id) {
    return store.read(tx -> {
      require(tx, tie, id);
      return CatalogFilterRows.projects(tx, tie, id);
    });
  }

  private static void require(Tx tx, CatalogTie tie, String id) {
    switch (tie) {
      case ENDPOINT -> CatalogChanges.endpoint(tx, id);
      case GROUP -> group(tx, id);
    }
  }

  /** Ties a project to an endpoint or a group; nothing happens when it is. */
  public void tie(CatalogTie tie, String projectId, String id) {
    store.run(tx -> {
      Directory.project(tx, projectId);
      require(tx, tie, id);
      CatalogFilterRows.tie(tx, tie, projectId, id);
      catalog.changed(tx);
    });
  }

  public void untie(CatalogTie tie, String projectId, String id) {
    store.run(tx -> {
      if (!CatalogFilterRows.untie(tx, tie, projectId, id)) {
        throw notTied(tie, projectId, id);
      }
      catalog.changed(tx);
    });
  }

  /** Fails unless the project is tied to it. */
  public void check(CatalogTie tie, String projectId, String id) {
    store.read(tx -> {
      Directory.project(tx, projectId);
      require(tx, tie, id);
      if (!CatalogFilterRows.isTied(tx, tie, projectId, id)) {
        throw notTied(tie, projectId, id);
      }
      return tx;
    });
  }

  private static CloudException notTied(CatalogTie tie, String projectId, String id) {
    String kind =
        switch (tie) {
          case ENDPOINT -> "Endpoint ";
          case GROUP -> "Endpoint Group ";
        };
    return CloudException.notFound(
        "NotFound", kind + id + " not found in project " + projectId + ".");
  }
}
