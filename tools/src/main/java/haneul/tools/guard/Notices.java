package haneul.tools.guard;

import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.state.GuardState.Notice;
import haneul.tools.guard.state.StateJson;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What a webhook is told: for programs, and {@code text} for chats that show just that. */
final class Notices {
  private Notices() {}

  static Notice of(Ban ban, String sentence, Instant now) {
    String id = UUID.randomUUID().toString();
    ObjectNode body = StateJson.ban(ban);
    body.put("event", "ban");
    body.put("id", id);
    body.put("text", "haneul guard: " + sentence);
    return new Notice(id, body.toString(), now);
  }
}
