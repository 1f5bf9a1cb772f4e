package haneul.services.image.domain;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Attributes being set, one by one, by the names the API gives them. Knows what each may be and who
 * may set it, for a new image as for one that is there.
 */
public final class AttributeEdit {
  /** What the service says of an image, and nobody else. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "created_at",
          "updated_at",
          "status",
          "checksum",
          "size",
          "virtual_size",
          "direct_url",
          "self",
          "file",
          "schema",
          "stores",
          "os_hash_algo",
          "os_hash_value");

  /** Names that would mean something else in other clouds. */
  private static final Set<String> RESERVED =
      Set.of("location", "locations", "deleted", "deleted_at");

  private static final String RESERVED_PREFIX = "os_glance";
  private static final Set<String> BASE =
      Set.of(
          "id",
          "name",
          "owner",
          "visibility",
          "protected",
          "os_hidden",
          "min_disk",
          "min_ram",
          "container_format",
          "disk_format",
          "tags");

  private final Caller caller;
  private final ImageLimits limits;
  private final boolean formatsFixed;

  private Optional<String> name;
  private ProjectId owner;
  private Visibility visibility;
  private boolean isProtected;
  private boolean hidden;
  private int minDiskGibibytes;
  private int minRamMebibytes;
  private Optional<String> containerFormat;
  private Optional<String> diskFormat;
  private Set<String> tags;
  private final Map<String, String> properties;

  private AttributeEdit(
      Caller caller, ImageLimits limits, Image.Attributes from, boolean formatsFixed) {
    this.caller = caller;
    this.limits = limits;
    this.formatsFixed = formatsFixed;
    this.name = from.name();
    this.owner = from.owner();
    this.visibility = from.visibility();
    this.isProtected = from.isProtected();
    this.hidden = from.hidden();
    this.minDiskGibibytes = from.minDiskGibibytes();
    this.minRamMebibytes = from.minRamMebibytes();
    this.containerFormat = from.containerFormat();
    this.diskFormat = from.diskFormat();
    this.tags = new LinkedHashSet<>(from.tags());
    this.properties = new LinkedHashMap<>(from.properties());
  }

  /** For a new image of {@code owner}, with Glance's defaults. */
  public static AttributeEdit ofNew(Caller caller, ProjectId owner, ImageLimits limits) {
    return new AttributeEdit(caller, limits, defaults(owner), false);
  }

  /** For an image that is there. */
  public static AttributeEdit of(Caller caller, Image image, ImageLimits limits) {
    return new AttributeEdit(
        caller, limits, image.attributes(), image.status() != ImageStatus.QUEUED);
  }

  /** What an image has when its creator says nothing. */
  public static Image.Attributes defaults(ProjectId owner) {
    return new Image.Attributes(
        Optional.empty(),
        owner,
        Visibility.SHARED,
        false,
        false,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of());
  }

  /** Whether the API itself gives this name a meaning. */
  public static boolean isBase(String field) {
    return BASE.contains(field) || READ_ONLY.contains(field);
  }

  /** Refuses names that nobody may set. */
  public static void requireSettable(String field) {
    if (READ_ONLY.contains(field)) {
      throw CloudException.forbidden("Attribute '" + field + "' is read-only.");
    }
    if (RESERVED.contains(field) || field.startsWith(RESERVED_PREFIX)) {
      throw CloudException.forbidden("Attribute '" + field + "' is reserved.");
    }
  }

  /** Whether there is a value to replace. */
  public boolean has(String field) {
    return BASE.contains(field) || properties.containsKey(field);
  }

  /** Sets one attribute. */
  public void set(String field, JsonNode value) {
    requireSettable(field);
    switch (field) {
      case "id" -> throw CloudException.forbidden("Attribute 'id' is read-only.");
      case "name" -> name = AttributeValues.optionalText(field, value, 255);
      case "owner" -> setOwner(AttributeValues.text(field, value, 255));
      case "visibility" -> setVisibility(AttributeValues.oneOf(field, value, Visibility.texts()));
      case "protected" -> isProtected = AttributeValues.bool(field, value);
      case "os_hidden" -> hidden = AttributeValues.bool(field, value);
      case "min_disk" -> minDiskGibibytes = AttributeValues.natural(field, value);
      case "min_ram" -> minRamMebibytes = AttributeValues.natural(field, value);
      case "container_format" -> {
        requireFormatsOpen(field);
        containerFormat = AttributeValues.optionalOneOf(field, value, DiskFormats.CONTAINERS);
      }
      case "disk_format" -> {
        requireFormatsOpen(field);
        diskFormat = AttributeValues.optionalOneOf(field, value, DiskFormats.DISKS);
      }
      case "tags" -> tags = AttributeValues.tags(field, value);
      default -> properties.put(propertyName(field), AttributeValues.text(field, value, 65_535));
    }
  }

  /** Takes one property away; what OpenStack defines stays. */
  public void remove(String field) {
    requireSettable(field);
    if (BASE.contains(field)) {
      throw CloudException.forbidden("Property " + field + " may not be removed.");
    }
    if (properties.remove(field) == null) {
      throw noSuchProperty(field);
    }
  }

  /** The 409 of a property that is not there. */
  public static CloudException noSuchProperty(String field) {
    return CloudException.conflict("Conflict", "Property " + field + " does not exist.");
  }

  private void setOwner(String value) {
    if (value.equals(owner.value())) {
      return;
    }
    if (!caller.isAdmin()) {
      throw CloudException.forbidden("Owner can't be updated by non admin.");
    }
    if (!value.matches("[A-Za-z0-9_-]{1,255}")) {
      throw CloudException.badField("owner", value, "'" + value + "' is not a project's id");
    }
    owner = new ProjectId(value);
  }

  private void setVisibility(String value) {
    Visibility wanted = Visibility.of(value).orElseThrow();
    if (wanted != visibility) {
      ImageRules.requireMayBe(caller, wanted);
    }
    visibility = wanted;
  }

  private void requireFormatsOpen(String field) {
    if (formatsFixed) {
      throw CloudException.forbidden(
          "Attribute " + field + " can be only replaced for a queued image.");
    }
  }

  private static String propertyName(String field) {
    if (field.isEmpty() || field.length() > 255) {
      throw CloudException.badRequest("Custom property should not be greater than 255 characters.");
    }
    return AttributeValues.checked(field, field);
  }

  /** The result, its counts within the limits. */
  public Image.Attributes result() {
    ImageRules.requireAtMost(limits.maxProperties(), properties.size(), "image properties");
    ImageRules.requireAtMost(limits.maxTags(), tags.size(), "image tags");
    if ((long) minDiskGibibytes << 30 > limits.maxVirtualBytes()) {
      throw CloudException.badField(
          "min_disk", minDiskGibibytes, minDiskGibibytes + " is more than a disk may have");
    }
    return new Image.Attributes(
        name,
        owner,
        visibility,
        isProtected,
        hidden,
        minDiskGibibytes,
        minRamMebibytes,
        containerFormat,
        diskFormat,
        List.copyOf(tags),
        Collections.unmodifiableMap(new LinkedHashMap<>(properties)));
  }
}
