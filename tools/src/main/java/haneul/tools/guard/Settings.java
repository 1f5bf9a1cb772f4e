package haneul.tools.guard;

import haneul.tools.guard.address.Spared;
import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a guard watches, by which rules, and what it does.
 *
 * @param standardInput whether it is a log too
 * @param interval between looks at the logs, when following
 */
record Settings(
    List<Path> logs,
    boolean standardInput,
    LogFormat format,
    List<Rule> rules,
    Spared spared,
    List<Path> htaccess,
    String htaccessSyntax,
    Optional<List<Integer>> nftPorts,
    Optional<URI> webhook,
    Duration interval) {

  boolean actsAnywhere() {
    return !htaccess.isEmpty() || nftPorts.isPresent() || webhook.isPresent();
  }
}
