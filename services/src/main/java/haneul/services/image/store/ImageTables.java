package haneul.services.image.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The tables of V020. */
final class ImageTables {
  static final Table<Record> IMAGE = table(name("image_image"));
  static final Field<String> ID = text("image_image", "id");
  static final Field<String> STATUS = text("image_image", "status");
  static final Field<String> NAME = text("image_image", "name");
  static final Field<String> OWNER = text("image_image", "owner");
  static final Field<String> VISIBILITY = text("image_image", "visibility");
  static final Field<Boolean> PROTECTED = of("image_image", "protected", Boolean.class);
  static final Field<Boolean> HIDDEN = of("image_image", "hidden", Boolean.class);
  static final Field<Integer> MIN_DISK = of("image_image", "min_disk_gibibytes", Integer.class);
  static final Field<Integer> MIN_RAM = of("image_image", "min_ram_mebibytes", Integer.class);
  static final Field<String> CONTAINER_FORMAT = text("image_image", "container_format");
  static final Field<String> DISK_FORMAT = text("image_image", "disk_format");
  static final Field<String> UPLOAD_ID = text("image_image", "upload_id");
  static final Field<Long> SIZE = of("image_image", "size_bytes", Long.class);
  static final Field<Long> VIRTUAL_SIZE = of("image_image", "virtual_size_bytes", Long.class);
  static final Field<String> MD5 = text("image_image", "md5");
  static final Field<String> SHA512 = text("image_image", "sha512");
  static final Field<String> DATA_FILE = text("image_image", "data_file");
  static final Field<String> CREATED_AT = text("image_image", "created_at");
  static final Field<String> UPDATED_AT = text("image_image", "updated_at");

  static final Table<Record> PROPERTY = table(name("image_property"));
  static final Field<String> PROPERTY_IMAGE = text("image_property", "image_id");
  static final Field<String> PROPERTY_NAME = text("image_property", "name");
  static final Field<String> PROPERTY_VALUE = text("image_property", "value");
  static final Field<Integer> PROPERTY_POSITION = of("image_property", "position", Integer.class);

  static final Table<Record> TAG = table(name("image_tag"));
  static final Field<String> TAG_IMAGE = text("image_tag", "image_id");
  static final Field<String> TAG_TAG = text("image_tag", "tag");

  static final Table<Record> MEMBER = table(name("image_member"));
  static final Field<String> MEMBER_IMAGE = text("image_member", "image_id");
  static final Field<String> MEMBER_PROJECT = text("image_member", "project_id");
  static final Field<String> MEMBER_STATUS = text("image_member", "status");
  static final Field<String> MEMBER_CREATED_AT = text("image_member", "created_at");
  static final Field<String> MEMBER_UPDATED_AT = text("image_member", "updated_at");

  private ImageTables() {}

  private static Field<String> text(String table, String column) {
    return of(table, column, String.class);
  }

  private static <T> Field<T> of(String table, String column, Class<T> type) {
    return field(name(table, column), type);
  }
}
