package haneul.app;

import haneul.app.cli.AgentCommand;
import haneul.app.cli.Serving;
import haneul.app.cli.Training;
import haneul.app.lab.Relay;
import java.io.IOException;

/**
 * Where the JVM begins. What {@code up} starts goes past the command line, whose classes are too
 * old for the recorded start and take a tenth of a second to load.
 */
public final class Entry {
  private Entry() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case Serving.COMMAND -> Serving.main(arguments);
      case AgentCommand.COMMAND -> AgentCommand.main(arguments);
      case Relay.COMMAND -> Relay.main(arguments);
      case Training.COMMAND -> Training.main(arguments);
      default -> Main.main(arguments);
    }
  }
}
