package haneul.drivers.path;

import haneul.base.host.PathProbe;
import haneul.base.host.PathProbe.Listen;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Another host, which answers probes: {@code LOCAL PEER KEY}, until its input ends. */
public final class AnswerMain {
  private AnswerMain() {}

  public static void main(String[] arguments) throws IOException {
    Listen listen = new Listen(arguments[2], List.of(arguments[1]), PathProbe.MOST_SECONDS);
    try (ProbeAnswers _ = ProbeAnswers.start(arguments[0], PathProbe.PORT, listen)) {
      System.out.println("answers");
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
