package haneul.base.host;

import haneul.base.id.ServerId;
import java.io.IOException;

/** What control may ask a host. Questions only: they change nothing. */
public interface HostQuestions {
  /** The end of a guest's console log, at most {@code maxBytes} of it, as UTF-8 text. */
  String consoleTail(ServerId server, int maxBytes) throws IOException;

  /**
   * Has the host answer other hosts' probes for a while.
   *
   * @return the card by which it reaches the first of them
   * @throws IOException also when the host is one that measures nothing
   */
  default PathProbe.Card answerProbes(PathProbe.Listen listen) throws IOException {
    throw new IOException("this host measures no paths");
  }

  /** Measures the way to another host, which answers probes. Takes up to a minute. */
  default PathProbe.Measured measure(PathProbe.Way way) throws IOException {
    throw new IOException("this host measures no paths");
  }
}
