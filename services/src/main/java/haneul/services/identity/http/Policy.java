package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Handler;
import haneul.platform.http.Request;

/** Who may do what, in Keystone's words when they may not. */
final class Policy {
  private Policy() {}

  /** Lets admins through only. */
  static Handler admin(String action, Handler handler) {
    return request -> {
      if (!request.caller().isAdmin()) {
        throw refused(action);
      }
      return handler.handle(request);
    };
  }

  /** Lets admins through, and the user whose id is the path's {@code {user_id}}. */
  static Handler adminOrSelf(String action, Handler handler) {
    return request -> {
      if (!request.caller().isAdmin() && !isSelf(request)) {
        throw refused(action);
      }
      return handler.handle(request);
    };
  }

  /** Lets admins through, and who has a token for the path's {@code {project_id}}. */
  static Handler adminOrInProject(String action, Handler handler) {
    return request -> {
      boolean inside =
          request
              .caller()
              .project()
              .filter(project -> project.value().equals(request.param("project_id")))
              .isPresent();
      if (!request.caller().isAdmin() && !inside) {
        throw refused(action);
      }
      return handler.handle(request);
    };
  }

  private static boolean isSelf(Request request) {
    return request.caller().user().value().equals(request.param("user_id"));
  }

  static CloudException refused(String action) {
    return CloudException.forbidden(
        "You are not authorized to perform the requested action: identity:" + action + ".");
  }
}
