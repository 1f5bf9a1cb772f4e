package haneul.base.host;

import haneul.base.id.ServerId;
import java.io.IOException;

/** What control may ask a host. Questions only: they change nothing. */
public interface HostQuestions {
  /** The end of a guest's console log, at most {@code maxBytes} of it, as UTF-8 text. */
  String consoleTail(ServerId server, int maxBytes) throws IOException;
}
