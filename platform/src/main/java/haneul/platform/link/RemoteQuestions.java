package haneul.platform.link;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.host.HostQuestions;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ServerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What control asks a host that is elsewhere: the agent calls for questions and brings the answers.
 * A question that nobody answers in time has failed; nothing waits longer for it.
 */
final class RemoteQuestions implements HostQuestions {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_OPEN = 64;

  private final HostName host;
  private final BlockingQueue<Question> asked = new ArrayBlockingQueue<>(MAX_OPEN);
  private final Map<String, CompletableFuture<String>> open = new ConcurrentHashMap<>();

  /** The end of a guest's console log. */
  record Question(String id, ServerId server, int maxBytes) {}

  RemoteQuestions(HostName host) {
    this.host = host;
  }

  @Override
  public String consoleTail(ServerId server, int maxBytes) throws IOException {
    Question question = new Question(Id.newUuid(), server, maxBytes);
    CompletableFuture<String> answer = new CompletableFuture<>();
    open.put(question.id(), answer);
    try {
      if (!asked.offer(question)) {
        throw silent("has " + MAX_OPEN + " unanswered questions");
      }
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw silent("does not answer");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent("was not waited for");
    } finally {
      open.remove(question.id());
      asked.remove(question);
    }
  }

  private CloudException silent(String what) {
    return CloudException.of(
        ErrorKind.UNAVAILABLE, "HostNotConnected", "Host " + host + " " + what + ".");
  }

  /** The next question, for the agent. */
  Optional<Question> next(Duration wait) throws InterruptedException {
    return Optional.ofNullable(asked.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The agent's answer; one that came too late changes nothing. */
  void answer(String id, String text) {
    CompletableFuture<String> waiting = open.get(id);
    if (waiting != null) {
      waiting.complete(text);
    }
  }

  /** The agent could not answer. */
  void fail(String id, String why) {
    CompletableFuture<String> waiting = open.get(id);
    if (waiting != null) {
      waiting.completeExceptionally(new IOException(why));
    }
  }
}
