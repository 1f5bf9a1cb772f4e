package haneul.platform.http;

import java.time.Duration;

/**
 * What a client may cost before a handler sees its request.
 *
 * @param connections open at once
 * @param lineBytes of the request line
 * @param headerBytes of all headers
 * @param headWait for the headers to follow the request line
 * @param readWait for the next byte
 * @param idleWait for the next request line, whole
 * @param checkEvery how often the waits for heads are looked at
 */
record HttpLimits(
    int connections,
    int lineBytes,
    int headerBytes,
    Duration headWait,
    Duration readWait,
    Duration idleWait,
    Duration checkEvery) {
  static final HttpLimits USUAL =
      new HttpLimits(
          4_000,
          8 << 10,
          32 << 10,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2),
          Duration.ofSeconds(5));

  HttpLimits withReadWait(Duration wait) {
    return new HttpLimits(
        connections, lineBytes, headerBytes, headWait, wait, idleWait, checkEvery);
  }
}
