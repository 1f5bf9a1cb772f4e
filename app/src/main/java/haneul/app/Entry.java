package haneul.app;

import haneul.app.cli.Serving;
import haneul.app.cli.Training;
import haneul.app.lab.Relay;
import java.io.IOException;

/** Where the JVM begins. */
public final class Entry {
  private Entry() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case Serving.COMMAND -> Serving.main(arguments);
      case Relay.COMMAND -> Relay.main(arguments);
      case Training.COMMAND -> Training.main(arguments, Main::commandLine);
      default -> Main.main(arguments);
    }
  }
}
