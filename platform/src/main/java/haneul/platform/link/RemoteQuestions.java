package haneul.platform.link;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.host.HostQuestions;
import haneul.base.host.PathProbe;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ServerId;
import haneul.base.wire.HostWire;
import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * What control asks a host that is elsewhere: the agent calls for questions and brings the answers.
 * A question that nobody answers in time has failed; nothing waits longer for it.
 */
final class RemoteQuestions implements HostQuestions {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration MEASURING = Duration.ofSeconds(60);
  private static final int MAX_OPEN = 64;

  private final HostName host;
  private final BlockingQueue<Question> asked = new ArrayBlockingQueue<>(MAX_OPEN);
  private final Map<String, CompletableFuture<String>> open = new ConcurrentHashMap<>();

  /** A question as it goes over the link, with its id. */
  record Question(String id, ObjectNode body) {}

  RemoteQuestions(HostName host) {
    this.host = host;
  }

  @Override
  public String consoleTail(ServerId server, int maxBytes) throws IOException {
    return ask(Json.object().put("server", server.value()).put("max_bytes", maxBytes), PATIENCE);
  }

  @Override
  public PathProbe.Card answerProbes(PathProbe.Listen listen) throws IOException {
    return ask("answer_probes", listen, PATIENCE, PathProbe.Card.class);
  }

  @Override
  public PathProbe.Measured measure(PathProbe.Way way) throws IOException {
    return ask("measure", way, MEASURING, PathProbe.Measured.class);
  }

  private <T extends PathProbe.Message> T ask(
      String what, PathProbe.Message message, Duration patience, Class<T> type) throws IOException {
    ObjectNode body = Json.object();
    body.set(what, Json.parse(HostWire.bytes(message)));
    String answer = ask(body, patience);
    try {
      return HostWire.probe(answer.getBytes(StandardCharsets.UTF_8), type);
    } catch (IllegalArgumentException e) {
      throw new IOException("host " + host + " answers what cannot be read", e);
    }
  }

  private String ask(ObjectNode body, Duration patience) throws IOException {
    Question question = new Question(Id.newUuid(), body);
    body.put("id", question.id());
    CompletableFuture<String> answer = new CompletableFuture<>();
    open.put(question.id(), answer);
    try {
      if (!asked.offer(question)) {
        throw silent("has " + MAX_OPEN + " unanswered questions");
      }
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
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
