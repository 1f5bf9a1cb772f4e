package haneul.services.compute.store;

import static haneul.services.compute.store.AggregateStore.inAggregatesOf;

import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.platform.store.Relation;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import java.util.List;
import org.jooq.Field;

/** The images that the hosts of aggregates shall have before a server needs them. */
public final class CachedImageStore {
  private static final Relation CACHED = new Relation("compute_cached_image");
  private static final Field<Long> AGGREGATE = CACHED.number("aggregate_id");
  private static final Field<String> IMAGE = CACHED.text("image_id");
  private static final Field<String> ASKED_AT = CACHED.text("asked_at");

  /** Adds one, or has it count from now on. */
  public void put(Tx tx, long aggregate, ImageId image, Instant now) {
    tx.sql()
        .deleteFrom(CACHED)
        .where(AGGREGATE.eq(aggregate))
        .and(IMAGE.eq(image.value()))
        .execute();
    tx.sql()
        .insertInto(CACHED)
        .set(AGGREGATE, aggregate)
        .set(IMAGE, image.value())
        .set(ASKED_AT, Times.text(now))
        .execute();
  }

  /** How many an aggregate has. */
  public int count(Tx tx, long aggregate) {
    return tx.sql().fetchCount(CACHED, AGGREGATE.eq(aggregate));
  }

  /** Those asked for after a moment of the aggregates that a host is in. */
  public List<ImageId> of(Tx tx, HostName host, Instant after) {
    return tx.sql()
        .selectDistinct(IMAGE)
        .from(CACHED)
        .where(inAggregatesOf(AGGREGATE, host))
        .and(ASKED_AT.gt(Times.text(after)))
        .orderBy(IMAGE)
        .fetch(row -> new ImageId(row.value1()));
  }

  /** Forgets those asked for before a moment. */
  public void forgetBefore(Tx tx, Instant moment) {
    tx.sql().deleteFrom(CACHED).where(ASKED_AT.le(Times.text(moment))).execute();
  }

  public void forget(Tx tx, long aggregate) {
    tx.sql().deleteFrom(CACHED).where(AGGREGATE.eq(aggregate)).execute();
  }
}
