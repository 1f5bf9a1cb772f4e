package haneul.tools.guard.action;

import haneul.tools.guard.state.GuardState.Notice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Brings notices to a webhook, one after the other, without anybody waiting for it. What is not
 * taken is brought again, later and later. A notice may come twice, when the guard died in between:
 * it has an id.
 */
public final class Courier implements AutoCloseable {
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_TRIES = 10;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final URI url;
  private final Consumer<String> warn;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final BlockingQueue<Notice> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean working;

  /**
   * Begins to work.
   *
   * @param warn told what went wrong, without the URL, which may hold a secret
   */
  public Courier(URI url, List<Notice> left, Consumer<String> warn) {
    this.url = url;
    this.warn = warn;
    left.forEach(this::take);
    thread = Thread.startVirtualThread(this::work);
  }

  /** Takes a notice; when too many wait, it stays in the state for another time. */
  public void take(Notice notice) {
    if (!waiting.offer(notice)) {
      warn.accept("the webhook is too slow; " + MOST_WAITING + " notices wait for it");
    }
  }

  /** Ids of the notices that were taken since this was asked last. */
  public List<String> done() {
    List<String> ids = new ArrayList<>();
    for (String id = done.poll(); id != null; id = done.poll()) {
      ids.add(id);
    }
    return ids;
  }

  /** Waits until all were taken or given up, at most so long. */
  public void finish(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while ((working || !waiting.isEmpty()) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }

  private void work() {
    try {
      while (true) {
        Notice notice = waiting.peek();
        if (notice == null) {
          working = false;
          notice = waiting.take();
          working = true;
        } else {
          working = true;
          waiting.remove();
        }
        bring(notice);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void bring(Notice notice) throws InterruptedException {
    String problem = "";
    for (int tries = 1; tries <= MOST_TRIES; tries++) {
      problem = send(notice);
      if (problem.isEmpty()) {
        done.add(notice.id());
        return;
      }
      if (tries == 1) {
        warn.accept("the webhook did not take a notice: " + problem + "; it is tried again");
      }
      Duration pause = Duration.ofMillis(250L << tries);
      Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
    warn.accept("the webhook did not take a notice in " + MOST_TRIES + " tries: " + problem);
  }

  /** Empty when it was taken, else why not. */
  private String send(Notice notice) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("User-Agent", "haneul-guard")
            .POST(HttpRequest.BodyPublishers.ofString(notice.body()))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? "" : "it answered " + status;
    } catch (IOException e) {
      return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
  }
}
