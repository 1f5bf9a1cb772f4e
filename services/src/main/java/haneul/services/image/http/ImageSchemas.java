package haneul.services.image.http;

import haneul.platform.http.Json;
import haneul.services.image.domain.DiskFormats;
import haneul.services.image.domain.ImageMember;
import haneul.services.image.domain.Visibility;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The documents that say what images and members look like; the glance client reads them. */
final class ImageSchemas {
  private static final String UUID_PATTERN =
      "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$";

  private ImageSchemas() {}

  static ObjectNode image() {
    ObjectNode schema = Json.object();
    schema.put("name", "image");
    ObjectNode all = schema.putObject("properties");
    text(all, "id", "An identifier for the image").put("pattern", UUID_PATTERN);
    orNull(all, "name", "string", "Descriptive name for the image").put("maxLength", 255);
    choice(
        readOnly(text(all, "status", "Status of the image")),
        List.of("queued", "saving", "active", "deactivated"));
    choice(text(all, "visibility", "Scope of image accessibility"), Visibility.texts());
    property(all, "protected", "boolean", "If true, image will not be deletable.");
    property(all, "os_hidden", "boolean", "If true, image will not appear in default image list.");
    readOnly(orNull(all, "checksum", "string", "md5 hash of image contents.").put("maxLength", 32));
    readOnly(
        orNull(all, "os_hash_algo", "string", "Algorithm to calculate the os_hash_value")
            .put("maxLength", 64));
    readOnly(
        orNull(all, "os_hash_value", "string", "Hexdigest of the image contents")
            .put("maxLength", 128));
    orNull(all, "owner", "string", "Owner of the image").put("maxLength", 255);
    readOnly(orNull(all, "size", "integer", "Size of image file in bytes"));
    readOnly(orNull(all, "virtual_size", "integer", "Virtual size of image in bytes"));
    choiceOrNull(
        orNull(all, "container_format", "string", "Format of the container"),
        DiskFormats.CONTAINERS);
    choiceOrNull(orNull(all, "disk_format", "string", "Format of the disk"), DiskFormats.DISKS);
    readOnly(text(all, "created_at", "Date and time of image registration"));
    readOnly(text(all, "updated_at", "Date and time of the last image modification"));
    property(all, "tags", "array", "List of strings related to the image")
        .putObject("items")
        .put("type", "string")
        .put("maxLength", 255);
    property(all, "min_ram", "integer", "Amount of ram (in MB) required to boot image.");
    property(all, "min_disk", "integer", "Amount of disk space (in GB) required to boot image.");
    readOnly(text(all, "self", "An image self url"));
    readOnly(text(all, "file", "An image file url"));
    readOnly(text(all, "stores", "Store in which image data resides."));
    readOnly(text(all, "schema", "An image schema url"));
    schema.putObject("additionalProperties").put("type", "string");
    var links = schema.putArray("links");
    links.addObject().put("rel", "self").put("href", "{self}");
    links.addObject().put("rel", "enclosure").put("href", "{file}");
    links.addObject().put("rel", "describedby").put("href", "{schema}");
    return schema;
  }

  static ObjectNode images() {
    ObjectNode schema = Json.object();
    schema.put("name", "images");
    ObjectNode all = schema.putObject("properties");
    all.putObject("images").put("type", "array").set("items", image());
    for (String link : List.of("first", "next", "schema")) {
      all.putObject(link).put("type", "string");
    }
    var links = schema.putArray("links");
    links.addObject().put("rel", "first").put("href", "{first}");
    links.addObject().put("rel", "next").put("href", "{next}");
    links.addObject().put("rel", "describedby").put("href", "{schema}");
    return schema;
  }

  static ObjectNode member() {
    ObjectNode schema = Json.object();
    schema.put("name", "member");
    ObjectNode all = schema.putObject("properties");
    text(all, "created_at", "Date and time of image member creation");
    text(all, "image_id", "An identifier for the image").put("pattern", UUID_PATTERN);
    text(all, "member_id", "An identifier for the image member (tenantId)");
    choice(text(all, "status", "The status of this image member"), ImageMember.STATUSES);
    text(all, "updated_at", "Date and time of last modification of image member");
    readOnly(all.putObject("schema").put("type", "string"));
    return schema;
  }

  static ObjectNode members() {
    ObjectNode schema = Json.object();
    schema.put("name", "members");
    ObjectNode all = schema.putObject("properties");
    all.putObject("members").put("type", "array").set("items", member());
    all.putObject("schema").put("type", "string");
    schema.putArray("links").addObject().put("rel", "describedby").put("href", "{schema}");
    return schema;
  }

  private static ObjectNode property(ObjectNode all, String name, String type, String what) {
    return all.putObject(name).put("type", type).put("description", what);
  }

  private static ObjectNode text(ObjectNode all, String name, String what) {
    return property(all, name, "string", what);
  }

  private static ObjectNode orNull(ObjectNode all, String name, String type, String what) {
    ObjectNode property = all.putObject(name);
    property.putArray("type").add("null").add(type);
    return property.put("description", what);
  }

  private static ObjectNode readOnly(ObjectNode property) {
    return property.put("readOnly", true);
  }

  private static void choice(ObjectNode property, List<String> values) {
    var choices = property.putArray("enum");
    values.forEach(choices::add);
  }

  private static void choiceOrNull(ObjectNode property, List<String> values) {
    var choices = property.putArray("enum").addNull();
    values.forEach(choices::add);
  }
}
