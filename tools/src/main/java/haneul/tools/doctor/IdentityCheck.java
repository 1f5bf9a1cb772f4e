package haneul.tools.doctor;

import haneul.tools.console.ShellWord;
import haneul.tools.openstack.ApiException;
import java.time.Duration;
import java.util.List;

/** Can anyone log in? */
final class IdentityCheck implements Check {
  private static final Duration SLOW = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public String looksAt() {
    return "whether identity gives a token, and how long that takes";
  }

  @Override
  public boolean needsCloud() {
    return true;
  }

  @Override
  public Outcome look(Surroundings surroundings) {
    CloudVisit visit = surroundings.cloud().orElseThrow();
    ApiException refused = visit.refused();
    if (refused != null) {
      return refused.status() == 0 || refused.status() >= 500
          ? Outcome.found(List.of(silent(surroundings, visit, refused)))
          : Outcome.couldNotLook("identity lets nobody in: " + refused.getMessage());
    }
    return Outcome.found(
        visit.took().compareTo(SLOW) < 0 ? List.of() : List.of(slow(visit.took())));
  }

  private static Finding silent(Surroundings surroundings, CloudVisit visit, ApiException refused) {
    String state =
        surroundings.state().map(it -> " --state " + ShellWord.of(it.toString())).orElse("");
    return new Finding(
        Importance.BROKEN,
        "Identity gives no token, so every client fails: " + refused.getMessage(),
        visit.ours()
            ? "haneul up%s; if it does not start: haneul logs%s".formatted(state, state)
            : "look at the identity service, and at what is in front of it (DNS, load balancer, certificate)");
  }

  private static Finding slow(Duration took) {
    return new Finding(
        Importance.AT_RISK,
        "Identity took %d s to give a token; every command of every client waits as long."
            .formatted(took.toSeconds()),
        "look at its database first: expired tokens that were never flushed (keystone-manage token_flush), missing"
            + " indexes; then at the load of its host");
  }
}
