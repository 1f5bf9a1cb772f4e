package haneul.tools.doctor;

import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Does what guests may send arrive at the other hosts? What {@code haneul mtu check} knows: it has
 * the hosts send packets to each other.
 */
final class PathMtuCheck implements Check {
  private static final String CHECKS = "/haneul/v1/mtu-checks";
  private static final int FORBIDDEN = 403;
  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  /** Less than a check may take. */
  private static final Duration LIMIT = Duration.ofSeconds(75);

  @Override
  public String name() {
    return "path-mtu";
  }

  @Override
  public String looksAt() {
    return "whether packets as large as networks need arrive on other hosts";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    OpenStack cloud = surroundings.openStack();
    JsonNode check;
    try {
      check = cloud.haneul("POST", CHECKS, "{}");
    } catch (ApiException e) {
      boolean ours = surroundings.cloud().orElseThrow().ours();
      if (!ours && e.status() != FORBIDDEN) {
        return Outcome.nothingThere("only Haneul's own hosts can be asked to measure");
      }
      throw e;
    }
    if (check.path("paths_total").intValue(0) == 0) {
      return Outcome.nothingThere("no two hosts of the cloud have tunnels");
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!check.path("state").stringValue("").equals("done")) {
      if (System.nanoTime() > end) {
        return Outcome.couldNotLook(
            "%d of %d paths were measured in %d s; haneul mtu check takes its time"
                .formatted(
                    check.path("paths_checked").intValue(0),
                    check.path("paths_total").intValue(0),
                    LIMIT.toSeconds()));
      }
      pause();
      check = cloud.haneul("GET", CHECKS + "/" + check.path("id").stringValue(""), "");
    }
    return judge(check);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(ASK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Hosts that could not be asked are a matter of the check of agents. */
  static Outcome judge(JsonNode check) {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode found : check.path("findings")) {
      findings.add(
          new Finding(
              Importance.BROKEN,
              "%s So it is from %s."
                  .formatted(
                      found.path("what").stringValue(""), Names.of(paths(found.path("paths")))),
              found.path("mend").stringValue("")));
    }
    List<String> unknown =
        check
            .path("paths")
            .valueStream()
            .filter(path -> path.path("state").stringValue("").equals("unknown"))
            .map(path -> path.path("problem").stringValue(""))
            .distinct()
            .toList();
    return findings.isEmpty() && !unknown.isEmpty()
        ? Outcome.couldNotLook(Names.of(unknown))
        : Outcome.found(findings);
  }

  private static List<String> paths(JsonNode paths) {
    return paths
        .valueStream()
        .map(path -> path.path("from").stringValue("") + " to " + path.path("to").stringValue(""))
        .toList();
  }
}
