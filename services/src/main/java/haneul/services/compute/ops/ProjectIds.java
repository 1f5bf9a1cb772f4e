package haneul.services.compute.ops;

import haneul.base.id.ProjectId;
import haneul.platform.store.Tx;
import haneul.services.identity.contract.Projects;
import java.util.regex.Pattern;

/** Project ids that administrators type. */
public final class ProjectIds {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private ProjectIds() {}

  /** Whether the text is the id of a project. */
  public static boolean exists(Tx tx, Projects projects, String text) {
    return FORM.matcher(text).matches() && projects.exists(tx, new ProjectId(text));
  }
}
