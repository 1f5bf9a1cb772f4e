package haneul.platform.saga;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Who waits for news of which subject. */
final class Bells {
  private final Map<String, List<Bell>> bells = new ConcurrentHashMap<>();

  /** Hangs for as long as its saga runs, so that no ring between two looks is missed. */
  final class Bell implements AutoCloseable {
    private final String subject;
    private final Semaphore rings = new Semaphore(0);

    private Bell(String subject) {
      this.subject = subject;
    }

    /** Forgets earlier rings: call it before looking. */
    void hush() {
      rings.drainPermits();
    }

    /** Waits for a ring since {@link #hush}. */
    void await(Duration atMost) throws InterruptedException {
      boolean rung = rings.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (rung) {
        rings.drainPermits();
      }
    }

    @Override
    public void close() {
      bells.computeIfPresent(
          subject,
          (key, hanging) -> {
            hanging.remove(this);
            return hanging.isEmpty() ? null : hanging;
          });
    }
  }

  Bell hang(String subject) {
    Bell bell = new Bell(subject);
    bells.compute(
        subject,
        (key, hanging) -> {
          List<Bell> list = hanging == null ? new CopyOnWriteArrayList<>() : hanging;
          list.add(bell);
          return list;
        });
    return bell;
  }

  void ring(String subject) {
    bells.getOrDefault(subject, List.of()).forEach(bell -> bell.rings.release());
  }

  void ringAll() {
    bells.keySet().forEach(this::ring);
  }
}
