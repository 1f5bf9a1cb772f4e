package haneul.base.host;

import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The agent's end of the link to control. In one process a call; over the wire a blocking query.
 */
public interface ControlLink {
  /**
   * Waits until the host's wanted state is another than that of {@code afterRevision} or {@code
   * wait} is over, and answers the state as it is then. {@code -1} answers at once, and so does a
   * revision that is yet to come: of a host that was forgotten meanwhile.
   */
  HostWanted await(HostName host, long afterRevision, Duration wait) throws InterruptedException;

  /** Tells control what the host is. */
  void report(HostReport report);

  /**
   * Puts an image's content at {@code target}, which does not exist yet and is made in one piece:
   * it has either the whole content or no name.
   *
   * @throws ControlAway when control is not there, or has sent nothing for a while
   */
  void fetchImage(ImageId image, Path target) throws IOException;
}
