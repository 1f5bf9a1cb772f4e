package haneul.services.network.store;

import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Stamp;
import haneul.services.network.store.Tables.Addresses;
import haneul.services.network.store.Tables.DefaultGroups;
import haneul.services.network.store.Tables.Groups;
import haneul.services.network.store.Tables.PortGroups;
import haneul.services.network.store.Tables.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record;

/** Security groups, their rules and their members in the store. */
public final class GroupRows {
  private GroupRows() {}

  /** Writes a new group with its rules. */
  public static void insert(Tx tx, SecurityGroup group) {
    tx.sql()
        .insertInto(Groups.TABLE)
        .set(Groups.ID, group.id().value())
        .set(Groups.PROJECT, group.project().value())
        .set(Groups.NAME, group.name())
        .set(Groups.DESCRIPTION, group.description())
        .set(Groups.REVISION, group.stamp().revision())
        .set(Groups.CREATED_AT, Times.text(group.stamp().createdAt()))
        .set(Groups.UPDATED_AT, Times.text(group.stamp().updatedAt()))
        .execute();
    group.rules().forEach(rule -> insert(tx, rule));
  }

  /** Writes name, description and stamp. */
  public static void update(Tx tx, SecurityGroup group) {
    tx.sql()
        .update(Groups.TABLE)
        .set(Groups.NAME, group.name())
        .set(Groups.DESCRIPTION, group.description())
        .set(Groups.REVISION, group.stamp().revision())
        .set(Groups.UPDATED_AT, Times.text(group.stamp().updatedAt()))
        .where(Groups.ID.eq(group.id().value()))
        .execute();
  }

  /** Deletes a group with its rules and others' rules about its members. */
  public static void delete(Tx tx, SecurityGroupId id) {
    tx.sql().deleteFrom(DefaultGroups.TABLE).where(DefaultGroups.GROUP.eq(id.value())).execute();
    tx.sql()
        .deleteFrom(Rules.TABLE)
        .where(Rules.GROUP.eq(id.value()).or(Rules.REMOTE_GROUP.eq(id.value())))
        .execute();
    tx.sql().deleteFrom(Groups.TABLE).where(Groups.ID.eq(id.value())).execute();
  }

  public static void insert(Tx tx, SecurityRule rule) {
    tx.sql()
        .insertInto(Rules.TABLE)
        .set(Rules.ID, rule.id())
        .set(Rules.PROJECT, rule.project().value())
        .set(Rules.GROUP, rule.group().value())
        .set(Rules.DIRECTION, rule.direction().name().toLowerCase(Locale.ROOT))
        .set(Rules.ETHERTYPE, rule.etherType() == EtherType.IPV4 ? "IPv4" : "IPv6")
        .set(Rules.PROTOCOL, rule.protocol().orElse(null))
        .set(Rules.PORT_MIN, rule.portMin().isPresent() ? rule.portMin().getAsInt() : null)
        .set(Rules.PORT_MAX, rule.portMax().isPresent() ? rule.portMax().getAsInt() : null)
        .set(Rules.REMOTE_CIDR, rule.remoteCidr().orElse(null))
        .set(Rules.REMOTE_GROUP, rule.remoteGroup().map(SecurityGroupId::value).orElse(null))
        .set(Rules.DESCRIPTION, rule.description().orElse(null))
        .set(Rules.REVISION, rule.stamp().revision())
        .set(Rules.CREATED_AT, Times.text(rule.stamp().createdAt()))
        .set(Rules.UPDATED_AT, Times.text(rule.stamp().updatedAt()))
        .execute();
  }

  public static void deleteRule(Tx tx, String id) {
    tx.sql().deleteFrom(Rules.TABLE).where(Rules.ID.eq(id)).execute();
  }

  public static Optional<SecurityRule> findRule(Tx tx, String id) {
    return tx.sql()
        .selectFrom(Rules.TABLE)
        .where(Rules.ID.eq(id))
        .fetchOptional(GroupRows::readRule);
  }

  public static List<SecurityRule> allRules(Tx tx, List<String> ids) {
    return Chunks.ofTexts(
        ids,
        chunk ->
            tx.sql().selectFrom(Rules.TABLE).where(Rules.ID.in(chunk)).fetch(GroupRows::readRule));
  }

  /** By an id that came from outside and may be anything. */
  public static Optional<SecurityGroup> find(Tx tx, String id) {
    return where(tx, Groups.ID.eq(id)).stream().findFirst();
  }

  public static List<SecurityGroup> named(Tx tx, ProjectId project, String name) {
    return where(tx, Groups.PROJECT.eq(project.value()).and(Groups.NAME.eq(name)));
  }

  public static List<SecurityGroup> ofProject(Tx tx, ProjectId project) {
    return where(tx, Groups.PROJECT.eq(project.value()));
  }

  public static List<SecurityGroup> all(Tx tx, Collection<SecurityGroupId> ids) {
    return Chunks.of(ids, chunk -> where(tx, Groups.ID.in(chunk)));
  }

  /** The names alone. */
  public static Map<SecurityGroupId, String> names(Tx tx, Collection<SecurityGroupId> ids) {
    Map<SecurityGroupId, String> names = new HashMap<>();
    Chunks.of(
            ids,
            chunk ->
                tx.sql()
                    .select(Groups.ID, Groups.NAME)
                    .from(Groups.TABLE)
                    .where(Groups.ID.in(chunk))
                    .fetch())
        .forEach(row -> names.put(new SecurityGroupId(row.value1()), row.value2()));
    return names;
  }

  /**
   * How those of the groups that there are stand.
   *
   * @param version another when anything that hosts are told of it is
   * @param revision another when its rules or its name are
   */
  public record Standing(SecurityGroupId id, long version, int revision) {}

  public static List<Standing> standing(Tx tx, Collection<SecurityGroupId> ids) {
    return Chunks.of(
        ids,
        chunk ->
            tx.sql()
                .select(Groups.ID, Groups.VERSION, Groups.REVISION)
                .from(Groups.TABLE)
                .where(Groups.ID.in(chunk))
                .fetch(row ->
                    new Standing(new SecurityGroupId(row.value1()), row.value2(), row.value3())));
  }

  /** Makes what was read of these groups count no longer. */
  public static void raiseVersions(Tx tx, Collection<SecurityGroupId> groups) {
    Chunks.run(
        groups,
        chunk ->
            tx.sql()
                .update(Groups.TABLE)
                .set(Groups.VERSION, Groups.VERSION.plus(1))
                .where(Groups.ID.in(chunk))
                .execute());
  }

  /** The project's default group, when it has one yet. */
  public static Optional<SecurityGroupId> defaultOf(Tx tx, ProjectId project) {
    return tx.sql()
        .select(DefaultGroups.GROUP)
        .from(DefaultGroups.TABLE)
        .where(DefaultGroups.PROJECT.eq(project.value()))
        .fetchOptional(row -> new SecurityGroupId(row.value1()));
  }

  public static void setDefault(Tx tx, ProjectId project, SecurityGroupId group) {
    tx.sql()
        .insertInto(DefaultGroups.TABLE)
        .set(DefaultGroups.PROJECT, project.value())
        .set(DefaultGroups.GROUP, group.value())
        .execute();
  }

  public static boolean inUse(Tx tx, SecurityGroupId group) {
    return tx.sql().fetchExists(PortGroups.TABLE, PortGroups.GROUP.eq(group.value()));
  }

  public static int count(Tx tx, ProjectId project) {
    return tx.sql().fetchCount(Groups.TABLE, Groups.PROJECT.eq(project.value()));
  }

  public static int countRules(Tx tx, ProjectId project) {
    return tx.sql().fetchCount(Rules.TABLE, Rules.PROJECT.eq(project.value()));
  }

  /** The fixed addresses of each group's members. */
  public static Map<SecurityGroupId, List<IpAddress>> members(
      Tx tx, Collection<SecurityGroupId> groups) {
    Map<SecurityGroupId, List<IpAddress>> members = new HashMap<>();
    Chunks.of(
            groups,
            chunk ->
                tx.sql()
                    .selectDistinct(PortGroups.GROUP, Addresses.ADDRESS)
                    .from(PortGroups.TABLE)
                    .join(Addresses.TABLE)
                    .on(Addresses.PORT.eq(PortGroups.PORT))
                    .where(PortGroups.GROUP.in(chunk))
                    .orderBy(PortGroups.GROUP, Addresses.ADDRESS)
                    .fetch())
        .forEach(row ->
            members
                .computeIfAbsent(new SecurityGroupId(row.value1()), id -> new ArrayList<>())
                .add(IpAddress.ofKey(row.value2())));
    return members;
  }

  private static List<SecurityGroup> where(Tx tx, Condition condition) {
    List<Record> rows =
        tx.sql()
            .selectFrom(Groups.TABLE)
            .where(condition)
            .orderBy(Groups.CREATED_AT, Groups.ID)
            .fetch();
    List<SecurityGroupId> ids =
        rows.stream().map(row -> new SecurityGroupId(row.get(Groups.ID))).toList();
    Map<SecurityGroupId, List<SecurityRule>> rules =
        Chunks.of(
                ids,
                chunk ->
                    tx.sql()
                        .selectFrom(Rules.TABLE)
                        .where(Rules.GROUP.in(chunk))
                        .orderBy(Rules.CREATED_AT, Rules.ID)
                        .fetch(GroupRows::readRule))
            .stream()
            .collect(Collectors.groupingBy(SecurityRule::group));
    return rows.stream().map(row -> read(row, rules)).toList();
  }

  private static SecurityGroup read(Record row, Map<SecurityGroupId, List<SecurityRule>> rules) {
    SecurityGroupId id = new SecurityGroupId(row.get(Groups.ID));
    return new SecurityGroup(
        id,
        new ProjectId(row.get(Groups.PROJECT)),
        row.get(Groups.NAME),
        row.get(Groups.DESCRIPTION),
        rules.getOrDefault(id, List.of()),
        new Stamp(
            row.get(Groups.REVISION),
            Times.parse(row.get(Groups.CREATED_AT)),
            Times.parse(row.get(Groups.UPDATED_AT))));
  }

  private static SecurityRule readRule(Record row) {
    return new SecurityRule(
        row.get(Rules.ID),
        new ProjectId(row.get(Rules.PROJECT)),
        new SecurityGroupId(row.get(Rules.GROUP)),
        Direction.valueOf(row.get(Rules.DIRECTION).toUpperCase(Locale.ROOT)),
        row.get(Rules.ETHERTYPE).equals("IPv4") ? EtherType.IPV4 : EtherType.IPV6,
        Optional.ofNullable(row.get(Rules.PROTOCOL)),
        number(row.get(Rules.PORT_MIN)),
        number(row.get(Rules.PORT_MAX)),
        Optional.ofNullable(row.get(Rules.REMOTE_CIDR)),
        Optional.ofNullable(row.get(Rules.REMOTE_GROUP)).map(SecurityGroupId::new),
        Optional.ofNullable(row.get(Rules.DESCRIPTION)),
        new Stamp(
            row.get(Rules.REVISION),
            Times.parse(row.get(Rules.CREATED_AT)),
            Times.parse(row.get(Rules.UPDATED_AT))));
  }

  private static OptionalInt number(@org.jspecify.annotations.Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
