package haneul.platform.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a client may cost before a handler sees its request.
 *
 * @param connections open at once
 * @param connectionsOfOne open at once of one address
 * @param lineBytes of the request line
 * @param headerBytes of all headers
 * @param headWait for the headers to follow the request line
 * @param readWait for the next byte
 * @param idleWait for the next request line, whole
 * @param checkEvery how often the waits for heads are looked at
 */
record HttpLimits(
    int connections,
    int connectionsOfOne,
    int lineBytes,
    int headerBytes,
    Duration headWait,
    Duration readWait,
    Duration idleWait,
    Duration checkEvery) {
  static final HttpLimits USUAL =
      new HttpLimits(
          mostConnections(),
          mostConnections() / 2,
          8 << 10,
          32 << 10,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2),
          Duration.ofSeconds(5));

  /** What the program needs files for besides connections: its own, the database's, images'. */
  private static final int OTHER_FILES = 150;

  private static final int MOST = 4_000;
  private static final int LEAST = 32;

  /** Well below what the kernel lets this process open: who cannot accept any more ends. */
  private static int mostConnections() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.substring("Max open files".length()).strip().split(" +", 2)[0])
          .filter(soft -> soft.matches("[0-9]{1,9}"))
          .map(soft -> Math.clamp((Integer.parseInt(soft) - OTHER_FILES) * 3 / 4, LEAST, MOST))
          .findFirst()
          .orElse(MOST);
    } catch (IOException e) {
      return MOST;
    }
  }

  HttpLimits withReadWait(Duration wait) {
    return new HttpLimits(
        connections,
        connectionsOfOne,
        lineBytes,
        headerBytes,
        headWait,
        wait,
        idleWait,
        checkEvery);
  }
}
