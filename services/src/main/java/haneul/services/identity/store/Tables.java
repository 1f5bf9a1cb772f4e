package haneul.services.identity.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.http.Json;
import haneul.platform.store.Times;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Identity's tables and columns, and the two kinds of JSON there are in columns. */
final class Tables {
  static final Table<Record> DOMAIN = table(name("identity_domain"));
  static final Table<Record> DOMAIN_OPTION = table(name("identity_domain_option"));
  static final Table<Record> PROJECT = table(name("identity_project"));
  static final Table<Record> USER = table(name("identity_user"));
  static final Table<Record> PASSWORD = table(name("identity_password"));
  static final Table<Record> GROUP = table(name("identity_group"));
  static final Table<Record> MEMBERSHIP = table(name("identity_membership"));
  static final Table<Record> ROLE = table(name("identity_role"));
  static final Table<Record> IMPLICATION = table(name("identity_implication"));
  static final Table<Record> GRANT = table(name("identity_grant"));
  static final Table<Record> REGION = table(name("identity_region"));
  static final Table<Record> SERVICE = table(name("identity_service"));
  static final Table<Record> ENDPOINT = table(name("identity_endpoint"));
  static final Table<Record> PROJECT_ENDPOINT = table(name("identity_project_endpoint"));
  static final Table<Record> ENDPOINT_GROUP = table(name("identity_endpoint_group"));
  static final Table<Record> PROJECT_ENDPOINT_GROUP =
      table(name("identity_project_endpoint_group"));
  static final Table<Record> POLICY = table(name("identity_policy"));
  static final Table<Record> REGISTERED_LIMIT = table(name("identity_registered_limit"));
  static final Table<Record> LIMIT = table(name("identity_limit"));
  static final Table<Record> CREDENTIAL = table(name("identity_credential"));
  static final Table<Record> APPLICATION_CREDENTIAL =
      table(name("identity_application_credential"));
  static final Table<Record> ACCESS_RULE = table(name("identity_access_rule"));
  static final Table<Record> TRUST = table(name("identity_trust"));
  static final Table<Record> REVOCATION = table(name("identity_revocation"));

  static final Field<String> ID = text("id");
  static final Field<String> NAME = text("name");
  static final Field<String> DESCRIPTION = text("description");
  static final Field<String> DOMAIN_ID = text("domain_id");
  static final Field<String> PROJECT_ID = text("project_id");
  static final Field<String> PARENT_ID = text("parent_id");
  static final Field<Boolean> ENABLED = flag("enabled");
  static final Field<Boolean> IMMUTABLE = flag("immutable");
  static final Field<String> TAGS = text("tags");
  static final Field<String> EXTRA = text("extra");
  static final Field<String> DEFAULT_PROJECT_ID = text("default_project_id");
  static final Field<String> PASSWORD_HASH = text("password_hash");
  static final Field<Integer> TOKEN_EPOCH = number("token_epoch");
  static final Field<String> OPTIONS = text("options");
  static final Field<String> SET_AT = text("set_at");
  static final Field<String> GROUP_ID = text("group_id");
  static final Field<String> USER_ID = text("user_id");
  static final Field<String> TARGET_KIND = text("target_kind");
  static final Field<String> TARGET_ID = text("target_id");
  static final Field<String> ROLE_ID = text("role_id");
  static final Field<String> TYPE = text("type");
  static final Field<String> SERVICE_ID = text("service_id");
  static final Field<String> INTERFACE = text("interface");
  static final Field<String> REGION_ID = text("region_id");
  static final Field<String> ENDPOINT_ID = text("endpoint_id");
  static final Field<String> URL = text("url");
  static final Field<String> AUDIT_ID = text("audit_id");
  static final Field<String> EXPIRES_AT = text("expires_at");
  static final Field<String> ROLE_IDS = text("role_ids");

  private Tables() {}

  static Field<String> text(String column) {
    return field(name(column), SQLDataType.CLOB);
  }

  static Field<Boolean> flag(String column) {
    return field(name(column), SQLDataType.BOOLEAN);
  }

  static Field<Integer> number(String column) {
    return field(name(column), SQLDataType.INTEGER);
  }

  /** A condition when there is something to compare with, else none. */
  static <T> Condition narrowed(Optional<T> value, Function<T, Condition> condition) {
    return value.map(condition).orElseGet(DSL::noCondition);
  }

  static ObjectNode object(Record row, Field<String> column) {
    return (ObjectNode) Json.parseOurs(row.get(column));
  }

  static ObjectNode object(Record row) {
    return object(row, EXTRA);
  }

  static List<String> list(String json) {
    List<String> texts = new ArrayList<>();
    Json.parseOurs(json).forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  static String text(Collection<String> texts) {
    var array = Json.array();
    texts.forEach(array::add);
    return Json.text(array);
  }

  /** Where no id stands for nothing, because a unique key holds it. */
  static Optional<String> filled(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  static Optional<Instant> time(@Nullable String text) {
    return Optional.ofNullable(text).map(Times::parse);
  }
}
