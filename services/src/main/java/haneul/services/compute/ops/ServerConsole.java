package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.host.HostQuestions;
import haneul.base.id.HostName;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.services.compute.domain.Server;
import haneul.services.compute.store.ComputeStore;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** The end of a guest's console log, asked of its host. */
public final class ServerConsole {
  private static final int MAX_BYTES = 256 * 1024;

  private final Store database;
  private final ComputeStore store;
  private final Function<HostName, HostQuestions> hosts;

  public ServerConsole(
      Store database, ComputeStore store, Function<HostName, HostQuestions> hosts) {
    this.database = database;
    this.store = store;
    this.hosts = hosts;
  }

  /** At most {@code lines} of its last lines; empty: as much as there is, up to 256 KiB. */
  public String output(Caller caller, String id, Optional<Integer> lines) {
    Server server = database.read(tx -> ServerLookup.find(tx, store.servers(), caller, id));
    HostName host =
        server
            .placement()
            .host()
            .filter(name -> server.placement().wanted())
            .orElseThrow(() ->
                CloudException.conflict(
                    "InstanceNotReady", "Instance " + server.id() + " is not ready"));
    try {
      String tail = hosts.apply(host).consoleTail(server.id(), MAX_BYTES);
      return lines.map(count -> last(tail, count)).orElse(tail);
    } catch (IOException e) {
      throw CloudException.of(
          ErrorKind.UNAVAILABLE,
          "ConsoleNotAvailable",
          "Guest does not have a console available: its host does not answer.",
          e);
    }
  }

  private static String last(String text, int lines) {
    if (lines == 0) {
      return "";
    }
    int at = text.endsWith("\n") ? text.length() - 1 : text.length();
    for (int i = 0; i < lines && at >= 0; i++) {
      at = text.lastIndexOf('\n', at - 1);
    }
    return at < 0 ? text : text.substring(at + 1);
  }
}
