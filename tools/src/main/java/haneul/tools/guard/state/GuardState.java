package haneul.tools.guard.state;

import haneul.tools.guard.engine.Memory;
import haneul.tools.guard.source.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a guard must not forget. It is written down as one, so it is true as one. */
public final class GuardState {
  private static final int MOST_NOTICES = 1_000;

  private final String tag;
  private final Memory memory = new Memory();
  private final Map<String, List<Cursor>> cursors = new TreeMap<>();
  private final List<Notice> notices = new ArrayList<>();
  private Places places = Places.NONE;

  /**
   * A message for the webhook that was not taken yet.
   *
   * @param since when it was written
   */
  public record Notice(String id, String body, Instant since) {}

  /**
   * A new one.
   *
   * @param tag four hexadecimal digits that tell this guard's things on the host from another's
   */
  public GuardState(String tag) {
    this.tag = tag;
  }

  public String tag() {
    return tag;
  }

  public Memory memory() {
    return memory;
  }

  /** For each log the cursors of its last files, oldest first. */
  public Map<String, List<Cursor>> cursors() {
    return cursors;
  }

  /** Oldest first. */
  public List<Notice> notices() {
    return List.copyOf(notices);
  }

  /** The oldest is dropped when there are too many: nobody takes them. */
  public void add(Notice notice) {
    notices.add(notice);
    if (notices.size() > MOST_NOTICES) {
      notices.removeFirst();
    }
  }

  public void remove(String noticeId) {
    notices.removeIf(notice -> notice.id().equals(noticeId));
  }

  public Places places() {
    return places;
  }

  public void places(Places now) {
    places = now;
  }
}
