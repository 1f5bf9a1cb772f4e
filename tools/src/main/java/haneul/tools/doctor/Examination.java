package haneul.tools.doctor;

import haneul.tools.openstack.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What came of all checks that were asked for, each within its time. */
record Examination(Map<Check, Outcome> outcomes) {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int FORBIDDEN = 403;

  /** A finding, and whose it is. */
  record Told(Check check, Finding finding) {}

  static Examination of(Surroundings surroundings, List<Check> checks) {
    Map<Check, Outcome> outcomes = new LinkedHashMap<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Map<Check, Future<Outcome>> begun = new LinkedHashMap<>();
      checks.forEach(check -> begun.put(check, threads.submit(() -> look(check, surroundings))));
      begun.forEach((check, outcome) -> outcomes.put(check, wait(outcome)));
    } finally {
      threads.shutdownNow();
    }
    return new Examination(outcomes);
  }

  private static Outcome wait(Future<Outcome> outcome) {
    try {
      return outcome.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Outcome.couldNotLook("it was not done within " + LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.couldNotLook("interrupted");
    }
  }

  private static Outcome look(Check check, Surroundings surroundings) {
    if (check.needsCloud() && surroundings.cloud().isEmpty()) {
      return Outcome.nothingThere("no cloud was named");
    }
    try {
      return check.look(surroundings);
    } catch (ApiException e) {
      return Outcome.couldNotLook(
          e.status() == FORBIDDEN
              ? "it needs an administrator: " + e.getMessage()
              : e.getMessage());
    } catch (IOException e) {
      return Outcome.couldNotLook(String.valueOf(e.getMessage()));
    }
  }

  /** The most important first. */
  List<Told> findings() {
    List<Told> told = new ArrayList<>();
    outcomes.forEach((check, outcome) -> {
      if (outcome instanceof Outcome.Looked looked) {
        looked.findings().forEach(finding -> told.add(new Told(check, finding)));
      }
    });
    told.sort(Comparator.comparing(one -> one.finding().importance()));
    return told;
  }

  /** 0 nothing wrong, 1 something wrong, 2 nothing wrong as far as it could look. */
  int status() {
    if (!findings().isEmpty()) {
      return 1;
    }
    return outcomes.values().stream().anyMatch(Outcome.CouldNotLook.class::isInstance) ? 2 : 0;
  }
}
