package haneul.app.policy;

import haneul.app.policy.Callers.User;
import haneul.app.policy.PolicyFile.Whose;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is asked for, made when it is first needed. A kind that begins with {@link #NEW} is made
 * again once a caller was let in: it may be gone, or be another than it was.
 */
final class Things {
  static final String NEW = "new-";

  private final Callers callers;
  private final Map<String, String> made = new HashMap<>();
  private final AtomicInteger names = new AtomicInteger();
  private final IdentityThings identity;
  private final ProjectThings projects;
  private final ComputeThings compute;

  /**
   * Makes what one kind is of.
   *
   * @param user himself, or the owner of what is made
   * @param project in which it is made
   * @param domain in which it is made
   */
  record Place(Whose whose, Who who, User user, String project, String domain) {}

  Things(Callers callers) {
    this.callers = callers;
    identity = new IdentityThings(callers, this);
    projects = new ProjectThings(callers, this);
    compute = new ComputeThings(callers, this);
  }

  String name() {
    return "n" + names.incrementAndGet();
  }

  /** The id of a thing of a kind. */
  String id(String kind, Whose whose, Who who) {
    if (kind.equals("name")) {
      return name();
    }
    String key = key(kind, whose, who);
    String known = made.get(key);
    if (known == null) {
      String plain = kind.startsWith(NEW) ? kind.substring(NEW.length()) : kind;
      known = make(plain, kind.startsWith(NEW), place(whose, who));
      made.put(key, known);
    }
    return known;
  }

  /** A caller was let in to it. */
  void used(String kind, Whose whose, Who who) {
    if (kind.startsWith(NEW)) {
      made.remove(key(kind, whose, who));
    }
  }

  /** What is given to the caller himself is made for each. */
  private static String key(String kind, Whose whose, Who who) {
    boolean his = whose == Whose.SELF || (whose == Whose.SHARED && kind.endsWith("trust"));
    return kind + " " + whose + (his ? " " + (who == Who.NONE ? Who.READER : who) : "");
  }

  private Place place(Whose whose, Who who) {
    return switch (whose) {
      case SELF -> new Place(whose, who, callers.user(who), callers.project, callers.domain);
      case ANY, OWN -> new Place(whose, who, callers.owner, callers.project, callers.domain);
      case SHARED, FOREIGN ->
          new Place(whose, who, callers.otherOwner, callers.otherProject, callers.otherDomain);
    };
  }

  private String make(String kind, boolean fresh, Place place) {
    Optional<String> found =
        identity
            .make(kind, fresh, place)
            .or(() -> projects.make(kind, place))
            .or(() -> compute.make(kind, place));
    return found.orElseThrow(() -> new AssertionError("no such kind of thing: " + kind));
  }
}
