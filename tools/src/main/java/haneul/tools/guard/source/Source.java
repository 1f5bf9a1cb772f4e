package haneul.tools.guard.source;

import haneul.tools.guard.engine.Engine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where lines come from; what rules are not about is passed over within. */
public interface Source extends AutoCloseable {
  /**
   * A line that rules are about.
   *
   * @param hits one for each rule, at least one
   */
  record Found(Instant time, List<Engine.Hit> hits) {}

  /**
   * The next line that rules are about; null when none was found, for now or after much reading.
   */
  @Nullable Found next() throws IOException;

  /** What {@link #next} gave last is done with: it need not be read again. */
  void taken();

  /** Whether there is no more, for now. */
  boolean drained();

  @Override
  void close() throws IOException;
}
