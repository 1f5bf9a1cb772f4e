package haneul.services.compute.store;

import static org.jooq.impl.DSL.noCondition;

import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.store.Relation;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.GroupPolicy;
import haneul.services.compute.domain.ServerGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The tables of server groups and their members. A deleted server is no member. */
public final class ServerGroupStore {
  private static final Relation GROUP = new Relation("compute_server_group");
  private static final Field<String> ID = GROUP.text("id");
  private static final Field<String> PROJECT = GROUP.text("project_id");
  private static final Field<String> USER = GROUP.text("user_id");
  private static final Field<String> NAME = GROUP.text("name");
  private static final Field<String> POLICY = GROUP.text("policy");
  private static final Field<Integer> MOST = GROUP.integer("most_on_a_host");
  private static final Field<String> CREATED_AT = GROUP.text("created_at");

  private static final Relation MEMBER = new Relation("compute_server_group_member");
  private static final Field<String> SERVER = MEMBER.text("server_id");
  private static final Field<String> MEMBER_OF = MEMBER.text("group_id");

  public Optional<ServerGroup> find(Tx tx, String id) {
    return tx.sql().selectFrom(GROUP).where(ID.eq(id)).fetchOptional(ServerGroupStore::read);
  }

  /** A page of a project's groups, or of all, in the order they were made. */
  public List<ServerGroup> list(Tx tx, Optional<ProjectId> project, int limit, int offset) {
    return tx.sql()
        .selectFrom(GROUP)
        .where(project.map(its -> PROJECT.eq(its.value())).orElse(noCondition()))
        .orderBy(CREATED_AT, ID)
        .limit(limit)
        .offset(offset)
        .fetch(ServerGroupStore::read);
  }

  private static ServerGroup read(Record row) {
    Integer most = row.get(MOST);
    return new ServerGroup(
        row.get(ID),
        new ProjectId(row.get(PROJECT)),
        new UserId(row.get(USER)),
        row.get(NAME),
        GroupPolicy.of(row.get(POLICY)).orElseThrow(),
        most == null ? OptionalInt.empty() : OptionalInt.of(most),
        Times.parse(row.get(CREATED_AT)));
  }

  /** How many groups a project has. */
  public long count(Tx tx, ProjectId project) {
    return tx.sql().fetchCount(GROUP, PROJECT.eq(project.value()));
  }

  public void insert(Tx tx, ServerGroup group) {
    tx.sql()
        .insertInto(GROUP)
        .set(ID, group.id())
        .set(PROJECT, group.project().value())
        .set(USER, group.user().value())
        .set(NAME, group.name())
        .set(POLICY, group.policy().text())
        .set(MOST, group.mostOnAHost().isPresent() ? group.mostOnAHost().getAsInt() : null)
        .set(CREATED_AT, Times.text(group.created()))
        .execute();
  }

  /** Deletes a group; its servers stay where they are. */
  public void delete(Tx tx, String id) {
    tx.sql().deleteFrom(MEMBER).where(MEMBER_OF.eq(id)).execute();
    tx.sql().deleteFrom(GROUP).where(ID.eq(id)).execute();
  }

  public void join(Tx tx, String group, ServerId server) {
    tx.sql().insertInto(MEMBER).set(SERVER, server.value()).set(MEMBER_OF, group).execute();
  }

  public void leave(Tx tx, ServerId server) {
    tx.sql().deleteFrom(MEMBER).where(SERVER.eq(server.value())).execute();
  }

  /** The members of each of the groups. */
  public Map<String, List<String>> members(Tx tx, Collection<String> groups) {
    Map<String, List<String>> members = new HashMap<>();
    tx.sql()
        .selectFrom(MEMBER)
        .where(MEMBER_OF.in(groups))
        .orderBy(SERVER)
        .forEach(row ->
            members
                .computeIfAbsent(row.get(MEMBER_OF), _ -> new ArrayList<>())
                .add(row.get(SERVER)));
    return members;
  }

  public int memberCount(Tx tx, String group) {
    return tx.sql().fetchCount(MEMBER, MEMBER_OF.eq(group));
  }

  /** The group of each of the servers that is in one. */
  public Map<ServerId, String> of(Tx tx, Collection<ServerId> servers) {
    Map<ServerId, String> groups = new HashMap<>();
    tx.sql()
        .selectFrom(MEMBER)
        .where(SERVER.in(servers.stream().map(ServerId::value).toList()))
        .forEach(row -> groups.put(new ServerId(row.get(SERVER)), row.get(MEMBER_OF)));
    return groups;
  }

  /** How many members of a group each host has. */
  public Map<HostName, Integer> hosts(Tx tx, String group) {
    Map<HostName, Integer> hosts = new HashMap<>();
    tx.sql()
        .select(ServerTable.HOST, DSL.count())
        .from(MEMBER)
        .join(ServerTable.SERVER)
        .on(ServerTable.ID.eq(SERVER))
        .where(MEMBER_OF.eq(group))
        .and(ServerTable.HOST.isNotNull())
        .and(ServerTable.DELETED_AT.isNull())
        .groupBy(ServerTable.HOST)
        .forEach(row -> hosts.put(new HostName(row.value1()), row.value2()));
    return hosts;
  }
}
