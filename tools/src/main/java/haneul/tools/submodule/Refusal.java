package haneul.tools.submodule;

/**
 * Why a repository stops all of it, before anything was changed.
 *
 * @param why a clause about the repository
 * @param mend what to do, as commands where possible
 */
record Refusal(Repository repository, String why, String mend) {
  @Override
  public String toString() {
    return repository.shown() + ": " + why + "\n    mend: " + mend;
  }
}
