package haneul.tools.console;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command said, run in this process as the program runs it.
 *
 * @param status what the process would end with
 */
public record CliRun(int status, String out, String err) {
  public static CliRun of(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Cli.of(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CliRun(status, out.toString(), err.toString());
  }

  /** Its output, when it went well. */
  public String ok() {
    if (status != 0) {
      throw new AssertionError("status " + status + "\n" + out + err);
    }
    return out;
  }

  /** Its complaint, when it refused. */
  public String refused() {
    if (status != 1) {
      throw new AssertionError("status " + status + "\n" + out + err);
    }
    return err;
  }
}
