package haneul.services.identity.contract;

import haneul.base.id.ProjectId;
import haneul.platform.store.Tx;

/** What other services may know of projects. */
public interface Projects {
  /** Whether there is such a project, enabled or not. */
  boolean exists(Tx tx, ProjectId project);
}
