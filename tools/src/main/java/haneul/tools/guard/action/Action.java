package haneul.tools.guard.action;

import haneul.tools.guard.engine.Ban;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * A place where bans take effect. It is told who shall be kept out, all of them, and makes it so.
 */
public interface Action {
  /**
   * Keeps out exactly these; nothing is left of the action when there are none.
   *
   * @throws haneul.tools.console.UserError when something stands in the way that a user can mend
   */
  void apply(List<Ban> bans, Instant now) throws IOException, InterruptedException;

  /** What {@link #apply} would change, for people; empty when nothing. */
  String preview(List<Ban> bans, Instant now) throws IOException, InterruptedException;
}
