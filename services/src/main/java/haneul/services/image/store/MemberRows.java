package haneul.services.image.store;

import static haneul.services.image.store.ImageTables.*;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.image.domain.ImageMember;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;

/** Members of shared images. */
public final class MemberRows {
  private MemberRows() {}

  /** All members of an image. */
  public static List<ImageMember> of(Tx tx, ImageId image) {
    return tx.sql()
        .selectFrom(MEMBER)
        .where(MEMBER_IMAGE.eq(image.value()))
        .orderBy(MEMBER_CREATED_AT, MEMBER_PROJECT)
        .fetch(MemberRows::member);
  }

  /** One member of an image. */
  public static Optional<ImageMember> find(Tx tx, ImageId image, String project) {
    return tx.sql()
        .selectFrom(MEMBER)
        .where(is(image, project))
        .fetchOptional()
        .map(MemberRows::member);
  }

  /** Adds a member; false when it is one already. */
  public static boolean insert(Tx tx, ImageMember member) {
    return tx.sql()
            .insertInto(MEMBER)
            .set(field(name("image_id"), String.class), member.image().value())
            .set(field(name("project_id"), String.class), member.project().value())
            .set(field(name("status"), String.class), member.status())
            .set(field(name("created_at"), String.class), Times.text(member.createdAt()))
            .set(field(name("updated_at"), String.class), Times.text(member.updatedAt()))
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  /** Sets what the member says to being one. */
  public static void setStatus(Tx tx, ImageId image, String project, String status, Instant now) {
    tx.sql()
        .update(MEMBER)
        .set(field(name("status"), String.class), status)
        .set(field(name("updated_at"), String.class), Times.text(now))
        .where(is(image, project))
        .execute();
  }

  /** Removes a member; false when it was none. */
  public static boolean delete(Tx tx, ImageId image, String project) {
    return tx.sql().deleteFrom(MEMBER).where(is(image, project)).execute() == 1;
  }

  private static Condition is(ImageId image, String project) {
    return MEMBER_IMAGE.eq(image.value()).and(MEMBER_PROJECT.eq(project));
  }

  private static ImageMember member(Record row) {
    return new ImageMember(
        new ImageId(row.get(MEMBER_IMAGE)),
        new ProjectId(row.get(MEMBER_PROJECT)),
        row.get(MEMBER_STATUS),
        Times.parse(row.get(MEMBER_CREATED_AT)),
        Times.parse(row.get(MEMBER_UPDATED_AT)));
  }
}
