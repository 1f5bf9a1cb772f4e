package haneul.services.compute.store;

import haneul.platform.store.Relation;
import java.util.List;
import org.jooq.Field;

/** The columns of {@code compute_server}. */
final class ServerTable {
  static final Relation SERVER = new Relation("compute_server");
  static final Field<String> ID = SERVER.text("id");
  static final Field<String> PROJECT = SERVER.text("project_id");
  static final Field<String> USER = SERVER.text("user_id");
  static final Field<String> NAME = SERVER.text("name");
  static final Field<String> DESCRIPTION = SERVER.text("description");
  static final Field<String> HOSTNAME = SERVER.text("hostname");
  static final Field<String> METADATA = SERVER.text("metadata");
  static final Field<String> IMAGE_ID = SERVER.text("image_id");
  static final Field<String> IMAGE_FORMAT = SERVER.text("image_format");
  static final Field<Long> IMAGE_SIZE = SERVER.number("image_size_bytes");
  static final Field<String> IMAGE_SHA512 = SERVER.text("image_sha512");
  static final Field<String> FLAVOR_ID = SERVER.text("flavor_id");
  static final Field<String> FLAVOR_NAME = SERVER.text("flavor_name");
  static final Field<Integer> VCPUS = SERVER.integer("vcpus");
  static final Field<Integer> MEMORY = SERVER.integer("memory_mebibytes");
  static final Field<Integer> DISK = SERVER.integer("disk_gibibytes");
  static final Field<String> FLAVOR_SPECS = SERVER.text("flavor_specs");
  static final Field<String> KEY_NAME = SERVER.text("key_name");
  static final Field<String> KEY_PUBLIC = SERVER.text("key_public");
  static final Field<String> USER_DATA = SERVER.text("user_data");
  static final Field<Boolean> CONFIG_DRIVE = SERVER.bool("config_drive");
  static final Field<String> DISK_CONFIG = SERVER.text("disk_config");
  static final Field<String> RESERVATION_ID = SERVER.text("reservation_id");
  static final Field<Integer> LAUNCH_INDEX = SERVER.integer("launch_index");
  static final Field<String> NICS = SERVER.text("nics");
  static final Field<String> SECURITY_GROUPS = SERVER.text("security_groups");
  static final Field<String> REQUESTED_HOST = SERVER.text("requested_host");
  static final Field<String> REQUESTED_ZONE = SERVER.text("requested_zone");
  static final Field<String> HINTS = SERVER.text("hints");
  static final Field<String> VM_STATE = SERVER.text("vm_state");
  static final Field<String> TASK_STATE = SERVER.text("task_state");
  static final Field<Integer> POWER_STATE = SERVER.integer("power_state");
  static final Field<Integer> FAULT_CODE = SERVER.integer("fault_code");
  static final Field<String> FAULT_MESSAGE = SERVER.text("fault_message");
  static final Field<String> FAULT_AT = SERVER.text("fault_at");
  static final Field<String> HOST = SERVER.text("host");
  static final Field<Boolean> CREATING = SERVER.bool("creating");
  static final Field<Boolean> WANTED = SERVER.bool("wanted");
  static final Field<Long> POWER_EPOCH = SERVER.number("power_epoch");
  static final Field<String> POWER_ACTION = SERVER.text("power_action");
  static final Field<Long> WISH_REVISION = SERVER.number("wish_revision");
  static final Field<Boolean> GONE = SERVER.bool("gone");
  static final Field<Boolean> LOCKED = SERVER.bool("locked");
  static final Field<Boolean> LOCKED_BY_ADMIN = SERVER.bool("locked_by_admin");
  static final Field<String> LOCKED_REASON = SERVER.text("locked_reason");
  static final Field<String> ACCESS_IPV4 = SERVER.text("access_ipv4");
  static final Field<String> ACCESS_IPV6 = SERVER.text("access_ipv6");
  static final Field<String> CREATED_AT = SERVER.text("created_at");
  static final Field<String> UPDATED_AT = SERVER.text("updated_at");
  static final Field<String> LAUNCHED_AT = SERVER.text("launched_at");
  static final Field<String> DELETED_AT = SERVER.text("deleted_at");

  /** All but the user data, which is long and seldom wanted. */
  static final List<Field<?>> BRIEF =
      List.of(SERVER.fields()).stream()
          .<Field<?>>map(field -> field)
          .filter(field -> !field.equals(USER_DATA))
          .toList();

  private ServerTable() {}
}
