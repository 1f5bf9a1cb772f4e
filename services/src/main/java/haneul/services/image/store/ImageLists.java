package haneul.services.image.store;

import static haneul.services.image.store.ImageTables.*;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;

import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageField;
import haneul.services.image.domain.ImageQuery;
import haneul.services.image.domain.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;

/** Pages of images, by keyset: a page costs the same wherever it begins. */
public final class ImageLists {
  private ImageLists() {}

  /** A page of what the caller may see; begins after {@code marker} where one is given. */
  public static List<Image> page(Tx tx, Caller caller, ImageQuery query, Optional<Image> marker) {
    Condition condition = visible(caller, query.scope());
    for (ImageQuery.Filter filter : query.filters()) {
      condition = condition.and(condition(filter));
    }
    for (String tag : query.tags()) {
      condition =
          condition.and(exists(selectOne().from(TAG).where(TAG_IMAGE.eq(ID), TAG_TAG.eq(tag))));
    }
    if (marker.isPresent()) {
      condition = condition.and(after(tx, query.sorts(), marker.get()));
    }
    List<OrderField<?>> order = new ArrayList<>();
    for (ImageQuery.Sort sort : query.sorts()) {
      order.add(sort.ascending() ? key(sort.field()).asc() : key(sort.field()).desc());
    }
    return ImageRows.whole(
        tx,
        tx.sql().selectFrom(IMAGE).where(condition).orderBy(order).limit(query.limit()).fetch());
  }

  private static Condition visible(Caller caller, ImageQuery.Scope scope) {
    Condition own = caller.isAdmin() ? noCondition() : own(caller);
    Condition sharedWith = sharedWith(caller, scope.memberStatus());
    if (scope.visibility().isPresent()) {
      Visibility visibility = scope.visibility().get();
      Condition is = VISIBILITY.eq(visibility.text());
      return switch (visibility) {
        case PUBLIC, COMMUNITY -> is;
        case PRIVATE -> is.and(own);
        case SHARED -> caller.isAdmin() ? is : is.and(own.or(sharedWith));
      };
    }
    if (caller.isAdmin()) {
      return noCondition();
    }
    Condition everybody =
        scope.all()
            ? VISIBILITY.in(Visibility.PUBLIC.text(), Visibility.COMMUNITY.text())
            : VISIBILITY.eq(Visibility.PUBLIC.text());
    return everybody.or(own).or(VISIBILITY.eq(Visibility.SHARED.text()).and(sharedWith));
  }

  private static Condition own(Caller caller) {
    return caller
        .project()
        .<Condition>map(project -> OWNER.eq(project.value()))
        .orElse(falseCondition());
  }

  private static Condition sharedWith(Caller caller, Optional<String> memberStatus) {
    Optional<ProjectId> project = caller.project();
    if (project.isEmpty()) {
      return falseCondition();
    }
    Condition status = memberStatus.<Condition>map(MEMBER_STATUS::eq).orElse(noCondition());
    return exists(
        selectOne()
            .from(MEMBER)
            .where(MEMBER_IMAGE.eq(ID), MEMBER_PROJECT.eq(project.get().value()), status));
  }

  private static Condition condition(ImageQuery.Filter filter) {
    return switch (filter) {
      case ImageQuery.TextIn text -> textColumn(text.field()).in(text.values());
      case ImageQuery.NumberIs number ->
          compare(numberColumn(number.field()), number.comparison(), number.value());
      case ImageQuery.TimeIs time -> compare(textColumn(time.field()), time);
      case ImageQuery.FlagIs flag ->
          (flag.field() == ImageField.PROTECTED ? PROTECTED : HIDDEN).eq(flag.value());
      case ImageQuery.PropertyIs property ->
          exists(
              selectOne()
                  .from(PROPERTY)
                  .where(
                      PROPERTY_IMAGE.eq(ID),
                      PROPERTY_NAME.eq(property.name()),
                      PROPERTY_VALUE.eq(property.value())));
    };
  }

  private static <T> Condition compare(Field<T> field, ImageQuery.Comparison comparison, T value) {
    return switch (comparison) {
      case EQ -> field.eq(value);
      case NEQ -> field.ne(value);
      case GT -> field.gt(value);
      case GTE -> field.ge(value);
      case LT -> field.lt(value);
      case LTE -> field.le(value);
    };
  }

  /** Columns have microseconds, the API shows seconds: a second is a range. */
  private static Condition compare(Field<String> field, ImageQuery.TimeIs time) {
    String begin = Times.text(time.value());
    Instant next = time.value().plusSeconds(1);
    String end = Times.text(next);
    return switch (time.comparison()) {
      case EQ -> field.ge(begin).and(field.lt(end));
      case NEQ -> field.lt(begin).or(field.ge(end));
      case GT -> field.ge(end);
      case GTE -> field.ge(begin);
      case LT -> field.lt(begin);
      case LTE -> field.lt(end);
    };
  }

  /** What comes later than the marker: later in the first key where they differ. */
  private static Condition after(Tx tx, List<ImageQuery.Sort> sorts, Image marker) {
    List<Field<?>> keys = new ArrayList<>();
    sorts.forEach(sort -> keys.add(key(sort.field())));
    var row = tx.sql().select(keys).from(IMAGE).where(ID.eq(marker.id().value())).fetchSingle();
    Condition later = falseCondition();
    Condition same = noCondition();
    for (int i = 0; i < sorts.size(); i++) {
      ImageQuery.Sort sort = sorts.get(i);
      Object value = row.get(i);
      later = later.or(same.and(beyond(sort, value)));
      same = same.and(equal(sort.field(), value));
    }
    return later;
  }

  private static Condition beyond(ImageQuery.Sort sort, Object value) {
    return value instanceof Long number
        ? compare(
            longKey(sort.field()),
            sort.ascending() ? ImageQuery.Comparison.GT : ImageQuery.Comparison.LT,
            number)
        : compare(
            textKey(sort.field()),
            sort.ascending() ? ImageQuery.Comparison.GT : ImageQuery.Comparison.LT,
            value.toString());
  }

  private static Condition equal(ImageField field, Object value) {
    return value instanceof Long number
        ? longKey(field).eq(number)
        : textKey(field).eq(value.toString());
  }

  private static Field<?> key(ImageField field) {
    return field.kind() == ImageField.Kind.NUMBER ? longKey(field) : textKey(field);
  }

  /** Nulls sort first, in both databases alike. */
  private static Field<String> textKey(ImageField field) {
    return field == ImageField.NAME
            || field == ImageField.DISK_FORMAT
            || field == ImageField.CONTAINER_FORMAT
        ? coalesce(textColumn(field), inline(""))
        : textColumn(field);
  }

  private static Field<Long> longKey(ImageField field) {
    return coalesce(numberColumn(field), inline(-1L));
  }

  private static Field<String> textColumn(ImageField field) {
    return switch (field) {
      case NAME -> NAME;
      case STATUS -> STATUS;
      case CONTAINER_FORMAT -> CONTAINER_FORMAT;
      case DISK_FORMAT -> DISK_FORMAT;
      case ID -> ID;
      case CREATED_AT -> CREATED_AT;
      case UPDATED_AT -> UPDATED_AT;
      case OWNER -> OWNER;
      case CHECKSUM -> MD5;
      case OS_HASH_VALUE -> SHA512;
      case SIZE, VIRTUAL_SIZE, MIN_DISK, MIN_RAM, PROTECTED, OS_HIDDEN ->
          throw new IllegalArgumentException(field + " is no text");
    };
  }

  private static Field<Long> numberColumn(ImageField field) {
    return switch (field) {
      case SIZE -> SIZE;
      case VIRTUAL_SIZE -> VIRTUAL_SIZE;
      case MIN_DISK -> MIN_DISK.cast(Long.class);
      case MIN_RAM -> MIN_RAM.cast(Long.class);
      case NAME,
          STATUS,
          CONTAINER_FORMAT,
          DISK_FORMAT,
          ID,
          CREATED_AT,
          UPDATED_AT,
          OWNER,
          CHECKSUM,
          OS_HASH_VALUE,
          PROTECTED,
          OS_HIDDEN ->
          throw new IllegalArgumentException(field + " is no number");
    };
  }
}
