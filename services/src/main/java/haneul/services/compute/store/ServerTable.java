package haneul.services.compute.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The columns of {@code compute_server}. */
final class ServerTable {
  static final Table<Record> SERVER = table(name("compute_server"));
  static final Field<String> ID = text("id");
  static final Field<String> PROJECT = text("project_id");
  static final Field<String> USER = text("user_id");
  static final Field<String> NAME = text("name");
  static final Field<String> DESCRIPTION = text("description");
  static final Field<String> HOSTNAME = text("hostname");
  static final Field<String> METADATA = text("metadata");
  static final Field<String> IMAGE_ID = text("image_id");
  static final Field<String> IMAGE_FORMAT = text("image_format");
  static final Field<Long> IMAGE_SIZE = number("image_size_bytes");
  static final Field<String> IMAGE_SHA512 = text("image_sha512");
  static final Field<String> FLAVOR_ID = text("flavor_id");
  static final Field<String> FLAVOR_NAME = text("flavor_name");
  static final Field<Integer> VCPUS = integer("vcpus");
  static final Field<Integer> MEMORY = integer("memory_mebibytes");
  static final Field<Integer> DISK = integer("disk_gibibytes");
  static final Field<String> FLAVOR_SPECS = text("flavor_specs");
  static final Field<String> KEY_NAME = text("key_name");
  static final Field<String> KEY_PUBLIC = text("key_public");
  static final Field<String> USER_DATA = text("user_data");
  static final Field<Boolean> CONFIG_DRIVE = bool("config_drive");
  static final Field<String> DISK_CONFIG = text("disk_config");
  static final Field<String> RESERVATION_ID = text("reservation_id");
  static final Field<Integer> LAUNCH_INDEX = integer("launch_index");
  static final Field<String> NICS = text("nics");
  static final Field<String> SECURITY_GROUPS = text("security_groups");
  static final Field<String> REQUESTED_HOST = text("requested_host");
  static final Field<String> VM_STATE = text("vm_state");
  static final Field<String> TASK_STATE = text("task_state");
  static final Field<Integer> POWER_STATE = integer("power_state");
  static final Field<Integer> FAULT_CODE = integer("fault_code");
  static final Field<String> FAULT_MESSAGE = text("fault_message");
  static final Field<String> FAULT_AT = text("fault_at");
  static final Field<String> HOST = text("host");
  static final Field<Boolean> CREATING = bool("creating");
  static final Field<Boolean> WANTED = bool("wanted");
  static final Field<Long> POWER_EPOCH = number("power_epoch");
  static final Field<String> POWER_ACTION = text("power_action");
  static final Field<Long> WISH_REVISION = number("wish_revision");
  static final Field<Boolean> GONE = bool("gone");
  static final Field<Boolean> LOCKED = bool("locked");
  static final Field<Boolean> LOCKED_BY_ADMIN = bool("locked_by_admin");
  static final Field<String> LOCKED_REASON = text("locked_reason");
  static final Field<String> ACCESS_IPV4 = text("access_ipv4");
  static final Field<String> ACCESS_IPV6 = text("access_ipv6");
  static final Field<String> CREATED_AT = text("created_at");
  static final Field<String> UPDATED_AT = text("updated_at");
  static final Field<String> LAUNCHED_AT = text("launched_at");
  static final Field<String> DELETED_AT = text("deleted_at");

  private ServerTable() {}

  private static Field<String> text(String column) {
    return field(name(column), String.class);
  }

  private static Field<Integer> integer(String column) {
    return field(name(column), Integer.class);
  }

  private static Field<Long> number(String column) {
    return field(name(column), Long.class);
  }

  private static Field<Boolean> bool(String column) {
    return field(name(column), Boolean.class);
  }
}
