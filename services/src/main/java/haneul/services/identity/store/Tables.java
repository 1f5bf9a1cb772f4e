package haneul.services.identity.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import tools.jackson.databind.node.ObjectNode;

/** Identity's tables and columns, and the two kinds of JSON there are in columns. */
final class Tables {
  static final Table<Record> DOMAIN = table(name("identity_domain"));
  static final Table<Record> PROJECT = table(name("identity_project"));
  static final Table<Record> USER = table(name("identity_user"));
  static final Table<Record> ROLE = table(name("identity_role"));
  static final Table<Record> ASSIGNMENT = table(name("identity_assignment"));
  static final Table<Record> REGION = table(name("identity_region"));
  static final Table<Record> SERVICE = table(name("identity_service"));
  static final Table<Record> ENDPOINT = table(name("identity_endpoint"));
  static final Table<Record> REVOCATION = table(name("identity_revocation"));

  static final Field<String> ID = text("id");
  static final Field<String> NAME = text("name");
  static final Field<String> DESCRIPTION = text("description");
  static final Field<String> DOMAIN_ID = text("domain_id");
  static final Field<Boolean> ENABLED = flag("enabled");
  static final Field<Boolean> IMMUTABLE = flag("immutable");
  static final Field<String> TAGS = text("tags");
  static final Field<String> EXTRA = text("extra");
  static final Field<String> DEFAULT_PROJECT_ID = text("default_project_id");
  static final Field<String> PASSWORD_HASH = text("password_hash");
  static final Field<Integer> TOKEN_EPOCH = field(name("token_epoch"), SQLDataType.INTEGER);
  static final Field<String> USER_ID = text("user_id");
  static final Field<String> TARGET_KIND = text("target_kind");
  static final Field<String> TARGET_ID = text("target_id");
  static final Field<String> ROLE_ID = text("role_id");
  static final Field<String> TYPE = text("type");
  static final Field<String> SERVICE_ID = text("service_id");
  static final Field<String> INTERFACE = text("interface");
  static final Field<String> REGION_ID = text("region_id");
  static final Field<String> PARENT_REGION_ID = text("parent_region_id");
  static final Field<String> URL = text("url");
  static final Field<String> AUDIT_ID = text("audit_id");
  static final Field<String> EXPIRES_AT = text("expires_at");

  /** As many as a statement of either database takes without complaint. */
  private static final int IDS_AT_ONCE = 1_000;

  private Tables() {}

  private static Field<String> text(String column) {
    return field(name(column), SQLDataType.CLOB);
  }

  private static Field<Boolean> flag(String column) {
    return field(name(column), SQLDataType.BOOLEAN);
  }

  /** The rows with these ids, of any number, in the order of ids within each thousand. */
  static <T> List<T> withIds(
      Tx tx, Table<Record> table, Collection<String> ids, Function<Record, T> read) {
    List<String> all = List.copyOf(ids);
    List<T> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IDS_AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + IDS_AT_ONCE));
      tx.sql()
          .select(DSL.asterisk())
          .from(table)
          .where(ID.in(some))
          .orderBy(ID)
          .forEach(row -> found.add(read.apply(row)));
    }
    return found;
  }

  /** The rows on a page, and one more when there are more. */
  static <T> List<T> page(
      Tx tx, Table<Record> table, Page page, Condition condition, Function<Record, T> read) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(table)
        .where(condition)
        .and(narrowed(page.after(), ID::gt))
        .orderBy(ID)
        .limit(page.limit() + 1)
        .fetch(read::apply);
  }

  /** A condition when there is something to compare with, else none. */
  static <T> Condition narrowed(Optional<T> value, Function<T, Condition> condition) {
    return value.map(condition).orElseGet(DSL::noCondition);
  }

  static ObjectNode object(Record row) {
    return (ObjectNode) Json.parseOurs(row.get(EXTRA));
  }

  static List<String> tags(Record row) {
    List<String> tags = new ArrayList<>();
    Json.parseOurs(row.get(TAGS)).forEach(tag -> tags.add(tag.stringValue()));
    return tags;
  }

  static String text(List<String> tags) {
    var array = Json.array();
    tags.forEach(array::add);
    return Json.text(array);
  }
}
