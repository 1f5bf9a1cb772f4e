package haneul.services.compute.domain;

import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that was asked of a server, and how it ended.
 *
 * @param details why it failed; a sentence
 */
public record ServerAction(
    ServerId server,
    String requestId,
    Kind kind,
    UserId user,
    ProjectId project,
    Optional<HostName> host,
    Instant started,
    Optional<Instant> finished,
    Optional<Boolean> succeeded,
    Optional<String> details) {

  /** One that has just been asked. */
  public static ServerAction begun(
      Server server, String requestId, Kind kind, Caller caller, Instant now) {
    return new ServerAction(
        server.id(),
        requestId,
        kind,
        caller.user(),
        caller.project().orElse(server.project()),
        server.placement().host(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, ended well when it began. */
  public ServerAction done() {
    return new ServerAction(
        server,
        requestId,
        kind,
        user,
        project,
        host,
        started,
        Optional.of(started),
        Optional.of(true),
        Optional.empty());
  }

  /** What was asked. */
  public enum Kind {
    CREATE("create", "compute__do_build_and_run_instance"),
    START("start", "compute_start_instance"),
    STOP("stop", "compute_stop_instance"),
    REBOOT("reboot", "compute_reboot_instance"),
    DELETE("delete", "compute_terminate_instance"),
    LOCK("lock", "api_lock"),
    UNLOCK("unlock", "api_unlock");

    private final String text;
    private final String event;

    Kind(String text, String event) {
      this.text = text;
      this.event = event;
    }

    /** As the API and the table have it. */
    public String text() {
      return text;
    }

    /** The name of its one event. */
    public String event() {
      return event;
    }

    public static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.text.equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no action " + text);
    }
  }
}
