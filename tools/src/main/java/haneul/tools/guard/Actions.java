package haneul.tools.guard;

import haneul.tools.console.UserError;
import haneul.tools.guard.action.Action;
import haneul.tools.guard.action.Htaccess;
import haneul.tools.guard.action.Nftables;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.state.GuardState;
import haneul.tools.guard.state.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps every place as the bans say: when they change, when a ban ends, and now and then anyway.
 */
final class Actions {
  /** Somebody may have written over a place. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(15);

  private final Map<Action, Done> actions = new LinkedHashMap<>();

  /** What an action was told last. */
  private record Done(Set<Wanted> wanted, Instant next) {
    static final Done NOTHING = new Done(Set.of(), Instant.MIN);
  }

  private record Wanted(Network network, Instant end) {}

  private Actions(List<Action> all) {
    all.forEach(action -> actions.put(action, Done.NOTHING));
  }

  /**
   * Those of the settings; the state notes them, so that a ban can be lifted without the settings.
   */
  static Actions of(Settings settings, GuardState state) {
    Map<String, String> files = new TreeMap<>();
    settings.htaccess().forEach(file -> files.put(file.toString(), settings.htaccessSyntax()));
    Places places = new Places(files, settings.nftPorts());
    state.places(state.places().and(places));
    return at(places, state.tag());
  }

  /** Every place that bans were ever written to from this state, but files that are gone. */
  static Actions everywhere(GuardState state) {
    Map<String, String> files = new TreeMap<>(state.places().htaccess());
    files.keySet().removeIf(file -> !Files.exists(Path.of(file)));
    return at(new Places(files, state.places().nftPorts()), state.tag());
  }

  private static Actions at(Places places, String tag) {
    List<Action> all = new ArrayList<>();
    places.htaccess().forEach((file, syntax) -> all.add(new Htaccess(Path.of(file), syntax)));
    places.nftPorts().ifPresent(ports -> all.add(new Nftables(tag, ports)));
    return new Actions(all);
  }

  String preview(List<Ban> bans, Instant now) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (Action action : actions.keySet()) {
      text.append(action.preview(bans, now));
    }
    return text.toString();
  }

  /**
   * Applies what is due.
   *
   * @return what failed, for people; the others were applied all the same
   */
  List<String> apply(List<Ban> bans, Instant now) throws InterruptedException {
    Set<Wanted> wanted = new HashSet<>();
    bans.forEach(ban -> wanted.add(new Wanted(ban.network(), ban.end())));
    List<String> failures = new ArrayList<>();
    for (Map.Entry<Action, Done> entry : actions.entrySet()) {
      Done done = entry.getValue();
      if (wanted.equals(done.wanted()) && now.isBefore(done.next())) {
        continue;
      }
      try {
        entry.getKey().apply(bans, now);
        entry.setValue(new Done(wanted, now.plus(AGAIN)));
      } catch (IOException | UserError e) {
        failures.add(String.valueOf(e.getMessage()));
        entry.setValue(new Done(wanted, now.plus(AFTER_A_FAILURE)));
      }
    }
    return failures;
  }
}
