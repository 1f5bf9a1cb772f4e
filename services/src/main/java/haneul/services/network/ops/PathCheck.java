package haneul.services.network.ops;

import haneul.base.host.PathProbe.Card;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.services.network.domain.CheckedPath;
import haneul.services.network.domain.PathFinding;
import haneul.services.network.domain.PathPlan;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One check of the underlay, under way or done. For several threads. */
public final class PathCheck {
  private final String id = Id.newUuid();
  private final PathPlan plan;
  private final Set<HostName> asked;
  private final Map<HostName, Card> cards = new ConcurrentHashMap<>();
  private final Map<HostName, String> problems = new ConcurrentHashMap<>();
  private final Queue<CheckedPath> paths = new ConcurrentLinkedQueue<>();
  private volatile boolean done;

  PathCheck(PathPlan plan, Set<HostName> asked) {
    this.plan = plan;
    this.asked = Set.copyOf(asked);
  }

  public String id() {
    return id;
  }

  public PathPlan plan() {
    return plan;
  }

  Set<HostName> asked() {
    return asked;
  }

  /** A host answers probes, which come by this card. */
  void answers(HostName host, Card card) {
    cards.put(host, card);
  }

  /** A host could not be asked; a clause says why. */
  void fails(HostName host, String why) {
    problems.putIfAbsent(host, why);
  }

  void add(CheckedPath path) {
    paths.add(path);
  }

  void end() {
    done = true;
  }

  public boolean done() {
    return done;
  }

  /** How many ways were looked at. */
  public int checked() {
    return paths.size();
  }

  /** Hosts that could not be asked, and why. */
  public Map<HostName, String> problems() {
    return Map.copyOf(problems);
  }

  public Map<HostName, Card> cards() {
    return Map.copyOf(cards);
  }

  /** The ways that were looked at, in the plan's order. */
  public List<CheckedPath> paths() {
    Map<PathPlan.Pair, CheckedPath> found = new ConcurrentHashMap<>();
    paths.forEach(path -> found.put(path.pair(), path));
    return plan.pairs().stream().filter(found::containsKey).map(found::get).toList();
  }

  public List<PathFinding> findings() {
    return PathFinding.of(plan, paths(), cards());
  }
}
