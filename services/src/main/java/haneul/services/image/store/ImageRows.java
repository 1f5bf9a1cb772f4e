package haneul.services.image.store;

import static haneul.services.image.store.ImageTables.*;

import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageStatus;
import haneul.services.image.domain.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;

/** Images: the rows of image_image with their properties and tags. */
public final class ImageRows {
  private ImageRows() {}

  /** The image of this id, whoever it belongs to. */
  public static Optional<Image> find(Tx tx, String id) {
    return whole(tx, tx.sql().selectFrom(IMAGE).where(ID.eq(id)).fetch()).stream().findFirst();
  }

  /** An image without its properties and tags. */
  public static Optional<Image> findBare(Tx tx, String id) {
    return tx.sql()
        .selectFrom(IMAGE)
        .where(ID.eq(id))
        .fetchOptional(row -> image(row, Map.of(), List.of()));
  }

  /** A public image with content, of this owner and name. */
  public static Optional<Image> findPublic(Tx tx, ProjectId owner, String name) {
    var rows =
        tx.sql()
            .selectFrom(IMAGE)
            .where(
                NAME.eq(name),
                OWNER.eq(owner.value()),
                VISIBILITY.eq(Visibility.PUBLIC.text()),
                STATUS.eq(ImageStatus.ACTIVE.text()))
            .orderBy(CREATED_AT, ID)
            .limit(1)
            .fetch();
    return whole(tx, rows).stream().findFirst();
  }

  /** Whether this file is the image's content. */
  public static boolean has(Tx tx, ImageId id, String file) {
    return tx.sql().fetchExists(IMAGE, ID.eq(id.value()), DATA_FILE.eq(file));
  }

  /** How many images a project owns. */
  public static int count(Tx tx, ProjectId owner) {
    return tx.sql().fetchCount(IMAGE, OWNER.eq(owner.value()));
  }

  /** The files that images in use are in. */
  public static Set<String> dataFiles(Tx tx) {
    return tx.sql().select(DATA_FILE).from(IMAGE).where(DATA_FILE.isNotNull()).fetchSet(DATA_FILE);
  }

  /** Adds an image; false when there is one of this id. */
  public static boolean insert(Tx tx, Image image) {
    boolean added =
        tx.sql()
                .insertInto(IMAGE)
                .set(column(ID), image.id().value())
                .set(column(STATUS), image.status().text())
                .set(attributes(image.attributes()))
                .set(content(image.content()))
                .set(column(CREATED_AT), Times.text(image.createdAt()))
                .set(column(UPDATED_AT), Times.text(image.updatedAt()))
                .onConflictDoNothing()
                .execute()
            == 1;
    if (added) {
      insertProperties(tx, image);
      insertTags(tx, image);
    }
    return added;
  }

  /** Writes attributes, properties and tags of an image that is there. */
  public static void update(Tx tx, Image image, Instant now) {
    tx.sql()
        .update(IMAGE)
        .set(attributes(image.attributes()))
        .set(column(UPDATED_AT), Times.text(now))
        .where(ID.eq(image.id().value()))
        .execute();
    tx.sql().deleteFrom(PROPERTY).where(PROPERTY_IMAGE.eq(image.id().value())).execute();
    tx.sql().deleteFrom(TAG).where(TAG_IMAGE.eq(image.id().value())).execute();
    insertProperties(tx, image);
    insertTags(tx, image);
  }

  /** Changes the status of an image. */
  public static void setStatus(Tx tx, ImageId id, ImageStatus status, Instant now) {
    tx.sql()
        .update(IMAGE)
        .set(column(STATUS), status.text())
        .set(column(UPDATED_AT), Times.text(now))
        .where(ID.eq(id.value()))
        .execute();
  }

  /** Removes an image and all that is its. */
  public static void delete(Tx tx, ImageId id) {
    tx.sql().deleteFrom(IMAGE).where(ID.eq(id.value())).execute();
  }

  /** Takes a queued image for an upload; false when it is not queued any more. */
  public static boolean claim(Tx tx, ImageId id, String uploadId, Instant now) {
    return tx.sql()
            .update(IMAGE)
            .set(column(STATUS), ImageStatus.SAVING.text())
            .set(column(UPLOAD_ID), uploadId)
            .set(column(UPDATED_AT), Times.text(now))
            .where(ID.eq(id.value()), STATUS.eq(ImageStatus.QUEUED.text()))
            .execute()
        == 1;
  }

  /** Makes an uploaded image active; false when the upload has lost it meanwhile. */
  public static boolean publish(
      Tx tx, ImageId id, String uploadId, Image.Content content, Instant now) {
    return tx.sql()
            .update(IMAGE)
            .set(column(STATUS), ImageStatus.ACTIVE.text())
            .setNull(column(UPLOAD_ID))
            .set(content(Optional.of(content)))
            .set(column(UPDATED_AT), Times.text(now))
            .where(ID.eq(id.value()), UPLOAD_ID.eq(uploadId))
            .execute()
        == 1;
  }

  /** Gives back what an upload claimed, if it still has it. */
  public static void release(Tx tx, ImageId id, String uploadId, Instant now) {
    tx.sql()
        .update(IMAGE)
        .set(column(STATUS), ImageStatus.QUEUED.text())
        .setNull(column(UPLOAD_ID))
        .set(column(UPDATED_AT), Times.text(now))
        .where(ID.eq(id.value()), UPLOAD_ID.eq(uploadId))
        .execute();
  }

  /** Gives back what any upload claimed; how many images it was. */
  public static int releaseAll(Tx tx, Instant now) {
    return tx.sql()
        .update(IMAGE)
        .set(column(STATUS), ImageStatus.QUEUED.text())
        .setNull(column(UPLOAD_ID))
        .set(column(UPDATED_AT), Times.text(now))
        .where(STATUS.eq(ImageStatus.SAVING.text()))
        .execute();
  }

  private static void insertProperties(Tx tx, Image image) {
    int position = 0;
    for (Map.Entry<String, String> entry : image.attributes().properties().entrySet()) {
      tx.sql()
          .insertInto(PROPERTY)
          .set(column(PROPERTY_IMAGE), image.id().value())
          .set(column(PROPERTY_NAME), entry.getKey())
          .set(column(PROPERTY_VALUE), entry.getValue())
          .set(column(PROPERTY_POSITION), position++)
          .execute();
    }
  }

  private static void insertTags(Tx tx, Image image) {
    for (String tag : image.attributes().tags()) {
      tx.sql()
          .insertInto(TAG)
          .set(column(TAG_IMAGE), image.id().value())
          .set(column(TAG_TAG), tag)
          .execute();
    }
  }

  /** A column's name alone: what is set or inserted must not carry its table's. */
  private static <T> Field<T> column(Field<T> field) {
    return org.jooq.impl.DSL.field(field.getUnqualifiedName(), field.getDataType());
  }

  private static Map<Field<?>, Object> attributes(Image.Attributes attributes) {
    Map<Field<?>, Object> values = new LinkedHashMap<>();
    values.put(column(NAME), attributes.name().orElse(null));
    values.put(column(OWNER), attributes.owner().value());
    values.put(column(VISIBILITY), attributes.visibility().text());
    values.put(column(PROTECTED), attributes.isProtected());
    values.put(column(HIDDEN), attributes.hidden());
    values.put(column(MIN_DISK), attributes.minDiskGibibytes());
    values.put(column(MIN_RAM), attributes.minRamMebibytes());
    values.put(column(CONTAINER_FORMAT), attributes.containerFormat().orElse(null));
    values.put(column(DISK_FORMAT), attributes.diskFormat().orElse(null));
    return values;
  }

  private static Map<Field<?>, Object> content(Optional<Image.Content> content) {
    Map<Field<?>, Object> values = new LinkedHashMap<>();
    content.ifPresent(found -> {
      values.put(column(SIZE), found.sizeBytes());
      values.put(column(VIRTUAL_SIZE), found.virtualSizeBytes());
      values.put(column(MD5), found.md5());
      values.put(column(SHA512), found.sha512());
      values.put(column(DATA_FILE), found.file());
    });
    return values;
  }

  /** The images of these rows, in their order, with properties and tags. */
  static List<Image> whole(Tx tx, List<? extends Record> rows) {
    List<String> ids = rows.stream().map(row -> row.get(ID)).toList();
    Map<String, Map<String, String>> properties = properties(tx, ids);
    Map<String, List<String>> tags = tags(tx, ids);
    List<Image> images = new ArrayList<>();
    for (Record row : rows) {
      String id = row.get(ID);
      images.add(
          image(row, properties.getOrDefault(id, Map.of()), tags.getOrDefault(id, List.of())));
    }
    return images;
  }

  private static Map<String, Map<String, String>> properties(Tx tx, Collection<String> ids) {
    Map<String, Map<String, String>> properties = new HashMap<>();
    tx.sql()
        .select(PROPERTY_IMAGE, PROPERTY_NAME, PROPERTY_VALUE)
        .from(PROPERTY)
        .where(PROPERTY_IMAGE.in(ids))
        .orderBy(PROPERTY_IMAGE, PROPERTY_POSITION)
        .forEach(row ->
            properties
                .computeIfAbsent(row.value1(), id -> new LinkedHashMap<>())
                .put(row.value2(), row.value3()));
    return properties;
  }

  private static Map<String, List<String>> tags(Tx tx, Collection<String> ids) {
    Map<String, List<String>> tags = new HashMap<>();
    tx.sql()
        .select(TAG_IMAGE, TAG_TAG)
        .from(TAG)
        .where(TAG_IMAGE.in(ids))
        .orderBy(TAG_IMAGE, TAG_TAG)
        .forEach(
            row -> tags.computeIfAbsent(row.value1(), id -> new ArrayList<>()).add(row.value2()));
    return tags;
  }

  private static Image image(Record row, Map<String, String> properties, List<String> tags) {
    Image.Attributes attributes =
        new Image.Attributes(
            Optional.ofNullable(row.get(NAME)),
            new ProjectId(row.get(OWNER)),
            Visibility.of(row.get(VISIBILITY)).orElseThrow(),
            row.get(PROTECTED),
            row.get(HIDDEN),
            row.get(MIN_DISK),
            row.get(MIN_RAM),
            Optional.ofNullable(row.get(CONTAINER_FORMAT)),
            Optional.ofNullable(row.get(DISK_FORMAT)),
            List.copyOf(tags),
            Collections.unmodifiableMap(properties));
    Optional<Image.Content> content =
        Optional.ofNullable(row.get(DATA_FILE))
            .map(file ->
                new Image.Content(
                    row.get(SIZE), row.get(VIRTUAL_SIZE), row.get(MD5), row.get(SHA512), file));
    return new Image(
        new ImageId(row.get(ID)),
        ImageStatus.of(row.get(STATUS)),
        attributes,
        content,
        Times.parse(row.get(CREATED_AT)),
        Times.parse(row.get(UPDATED_AT)));
  }
}
