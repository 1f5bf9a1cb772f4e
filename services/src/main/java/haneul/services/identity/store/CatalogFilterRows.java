package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.ENDPOINT_GROUP;
import static haneul.services.identity.store.Tables.ENDPOINT_ID;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.PROJECT_ENDPOINT;
import static haneul.services.identity.store.Tables.PROJECT_ENDPOINT_GROUP;
import static haneul.services.identity.store.Tables.PROJECT_ID;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.CatalogTie;
import haneul.services.identity.domain.EndpointGroup;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Endpoint groups, and which endpoints and groups a project's catalog is made of. */
public final class CatalogFilterRows {
  private static final Field<String> FILTERS = Tables.text("filters");
  private static final Field<String> ENDPOINT_GROUP_ID = Tables.text("endpoint_group_id");

  private static final Rows<EndpointGroup> GROUPS =
      new Rows<>(
          ENDPOINT_GROUP,
          CatalogFilterRows::group,
          CatalogFilterRows::row,
          List.of(FILTERS, ID, NAME, DESCRIPTION),
          Map.of("id", ID, "name", NAME));

  /** Where ties of a kind are kept. */
  private record Place(Table<Record> table, Field<String> column) {}

  private static Place place(CatalogTie tie) {
    return switch (tie) {
      case ENDPOINT -> new Place(PROJECT_ENDPOINT, ENDPOINT_ID);
      case GROUP -> new Place(PROJECT_ENDPOINT_GROUP, ENDPOINT_GROUP_ID);
    };
  }

  private CatalogFilterRows() {}

  public static Optional<EndpointGroup> group(Tx tx, String id) {
    return GROUPS.find(tx, id);
  }

  public static Optional<EndpointGroup> groupByName(Tx tx, String name) {
    return GROUPS.one(tx, NAME.eq(name));
  }

  public static List<EndpointGroup> groups(Tx tx, Selection selection) {
    return GROUPS.list(tx, selection);
  }

  public static List<EndpointGroup> groupsOf(Tx tx, String projectId) {
    return GROUPS.where(tx, ID.in(tied(CatalogTie.GROUP, projectId)));
  }

  public static void insert(Tx tx, EndpointGroup group) {
    GROUPS.insert(tx, group);
  }

  public static void update(Tx tx, EndpointGroup group) {
    GROUPS.update(tx, group);
  }

  public static void deleteGroup(Tx tx, String id) {
    tx.sql().deleteFrom(PROJECT_ENDPOINT_GROUP).where(ENDPOINT_GROUP_ID.eq(id)).execute();
    GROUPS.delete(tx, ID.eq(id));
  }

  private static Select<Record1<String>> tied(CatalogTie tie, String projectId) {
    return DSL.select(place(tie).column()).from(place(tie).table()).where(PROJECT_ID.eq(projectId));
  }

  /** The endpoints that a project names itself. */
  public static List<String> endpointIds(Tx tx, String projectId) {
    return tx.sql().fetchValues(tied(CatalogTie.ENDPOINT, projectId));
  }

  /** The projects tied to an endpoint or a group, as many as one answer holds. */
  public static List<Project> projects(Tx tx, CatalogTie tie, String id) {
    return ProjectRows.withIds(
        tx,
        tx.sql()
            .select(PROJECT_ID)
            .from(place(tie).table())
            .where(place(tie).column().eq(id))
            .orderBy(PROJECT_ID)
            .limit(Page.MAX)
            .fetch(PROJECT_ID));
  }

  public static boolean isTied(Tx tx, CatalogTie tie, String projectId, String id) {
    return tx.sql()
        .fetchExists(
            DSL.selectOne()
                .from(place(tie).table())
                .where(PROJECT_ID.eq(projectId).and(place(tie).column().eq(id))));
  }

  /** Nothing happens when it is there. */
  public static void tie(Tx tx, CatalogTie tie, String projectId, String id) {
    tx.sql()
        .insertInto(place(tie).table())
        .set(PROJECT_ID, projectId)
        .set(place(tie).column(), id)
        .onConflictDoNothing()
        .execute();
  }

  /** Whether it was there. */
  public static boolean untie(Tx tx, CatalogTie tie, String projectId, String id) {
    return tx.sql()
            .deleteFrom(place(tie).table())
            .where(PROJECT_ID.eq(projectId).and(place(tie).column().eq(id)))
            .execute()
        > 0;
  }

  static void deleteEndpoints(Tx tx, Select<Record1<String>> ids) {
    tx.sql().deleteFrom(PROJECT_ENDPOINT).where(ENDPOINT_ID.in(ids)).execute();
  }

  static void deleteProjects(Tx tx, Select<Record1<String>> ids) {
    for (CatalogTie tie : CatalogTie.values()) {
      tx.sql().deleteFrom(place(tie).table()).where(PROJECT_ID.in(ids)).execute();
    }
  }

  private static Row row(EndpointGroup group) {
    var filters = Json.object();
    group.filters().forEach(filters::put);
    return new Row()
        .with(ID, group.id())
        .with(NAME, group.name())
        .with(DESCRIPTION, group.description())
        .with(FILTERS, Json.text(filters));
  }

  private static EndpointGroup group(Record row) {
    Map<String, String> filters = new LinkedHashMap<>();
    Tables.object(row, FILTERS)
        .properties()
        .forEach(filter -> filters.put(filter.getKey(), filter.getValue().stringValue()));
    return new EndpointGroup(
        row.get(ID), row.get(NAME), Optional.ofNullable(row.get(DESCRIPTION)), filters);
  }
}
