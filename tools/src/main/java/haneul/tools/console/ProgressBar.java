package haneul.tools.console;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A line that fills up while something long goes on: how much, how fast, how long still. Drawn a
 * few times a second, and anew in place of itself.
 */
public final class ProgressBar {
  private static final int WIDTH = 30;
  private static final Duration DRAW_EVERY = Duration.ofMillis(200);

  private final @Nullable PrintWriter out;
  private final long total;
  private final long beganNanos = System.nanoTime();
  private long drawnNanos = beganNanos;
  private long done;

  /**
   * @param out nowhere when null
   */
  public ProgressBar(@Nullable PrintWriter out, long total) {
    this.out = out;
    this.total = total;
  }

  /** So many are done. */
  public void at(long nowDone) {
    done = nowDone;
    long now = System.nanoTime();
    if (now - drawnNanos >= DRAW_EVERY.toNanos()) {
      drawnNanos = now;
      draw();
    }
  }

  /** Draws it for the last time and ends its line; nothing when nothing was to be done. */
  public void end() {
    if (out != null && total > 0) {
      draw();
      out.println();
      out.flush();
    }
  }

  private void draw() {
    if (out != null) {
      out.print("\r" + line(Duration.ofNanos(System.nanoTime() - beganNanos)));
      out.flush();
    }
  }

  /** What it shows when this has taken so long. */
  public String line(Duration taken) {
    double share = total <= 0 ? 1 : Math.min(1, (double) done / total);
    int filled = (int) (share * WIDTH);
    double seconds = Math.max(taken.toMillis() / 1000.0, 0.001);
    long rate = (long) (done / seconds);
    String left = rate == 0 ? "" : ", " + Math.max(0, total - done) / Math.max(1, rate) + " s left";
    return "[%s%s] %3d %%  %d of %d, %d/s%s   "
        .formatted(
            "#".repeat(filled),
            " ".repeat(WIDTH - filled),
            (int) (share * 100),
            done,
            total,
            rate,
            left);
  }
}
