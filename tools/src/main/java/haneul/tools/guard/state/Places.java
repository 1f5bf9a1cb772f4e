package haneul.tools.guard.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where bans were ever written to from this state, so that they can be taken back there.
 *
 * @param htaccess files with a block of ours, and its syntax
 * @param nftPorts the ports that a table of ours is about, if there is one; all if there are none
 */
public record Places(Map<String, String> htaccess, Optional<List<Integer>> nftPorts) {
  public static final Places NONE = new Places(Map.of(), Optional.empty());

  /** These too, and as they are now. */
  public Places and(Places more) {
    Map<String, String> all = new TreeMap<>(htaccess);
    all.putAll(more.htaccess());
    return new Places(all, more.nftPorts().or(this::nftPorts));
  }
}
