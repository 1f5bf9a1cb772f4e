package haneul.tools.submodule;

import haneul.tools.console.ShellWord;
import haneul.tools.console.UserError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which repositories of a tree a command is about. A path stands for what is at it and in it. */
final class Selection {
  private final Set<String> taken = new HashSet<>();

  /**
   * @param from where paths begin that are not found from the topmost repository
   * @throws UserError when there is no submodule at a path
   */
  Selection(Repository top, Path from, List<String> only, List<String> skip) {
    if (only.isEmpty()) {
      top.deepestFirst().forEach(repository -> taken.add(repository.path()));
    }
    for (String path : only) {
      find(top, from, path).deepestFirst().forEach(repository -> taken.add(repository.path()));
    }
    for (String path : skip) {
      find(top, from, path).deepestFirst().forEach(repository -> taken.remove(repository.path()));
    }
  }

  private static Repository find(Repository top, Path from, String path) {
    List<Repository> all = top.deepestFirst();
    for (Path start : List.of(from, top.directory())) {
      Path wanted = start.resolve(path).normalize();
      for (Repository repository : all) {
        if (repository.directory().normalize().equals(wanted)) {
          return repository;
        }
      }
    }
    throw new UserError(
        "there is no submodule at %s; there are: %s"
            .formatted(
                ShellWord.of(path),
                all.stream().map(Repository::shown).sorted().collect(Collectors.joining(" "))));
  }

  boolean takes(Repository repository) {
    return taken.contains(repository.path());
  }

  /** Whether it, or one in it, is taken. */
  boolean concerns(Repository repository) {
    return takes(repository) || repository.submodules().stream().anyMatch(this::concerns);
  }
}
