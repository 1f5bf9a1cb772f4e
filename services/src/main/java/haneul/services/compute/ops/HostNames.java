package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import java.util.Optional;
import java.util.regex.Pattern;

/** Host names that users type. */
public final class HostNames {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  private HostNames() {}

  /** A host name, or 400 in nova's words for one that there cannot be. */
  public static HostName checked(String text) {
    return possible(text)
        .orElseThrow(
            () -> CloudException.badRequest("Compute host " + text + " could not be found."));
  }

  /** A host name, if the text can be one. */
  static Optional<HostName> possible(String text) {
    return Optional.of(text).filter(it -> FORM.matcher(it).matches()).map(HostName::new);
  }

  /** 404 in nova's words. */
  public static CloudException notFound(String text) {
    return CloudException.notFound(
        "ComputeHostNotFound", "Compute host " + text + " could not be found.");
  }
}
