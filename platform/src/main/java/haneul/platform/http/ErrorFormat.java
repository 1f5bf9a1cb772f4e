package haneul.platform.http;

import haneul.base.error.CloudException;

/** How a service words a failure. */
public interface ErrorFormat {
  /** Status and body of {@code failure}. */
  Response render(CloudException failure, Request request);

  /** The usual status of a kind; a service that differs says so itself. */
  static int status(CloudException failure) {
    return switch (failure.kind()) {
      case BAD_REQUEST -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN, OVER_QUOTA -> 403;
      case NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case NOT_ACCEPTABLE -> 406;
      case CONFLICT -> 409;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case TOO_MANY_REQUESTS -> 429;
      case INTERNAL -> 500;
      case NOT_IMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
    };
  }

  /** The reason phrase, as Keystone's {@code title} and Glance's heading have it. */
  static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 409 -> "Conflict";
      case 413 -> "Request Entity Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }

  /** Keystone's body, which is also what every service but image answers to a bad token. */
  static Response keystone(CloudException failure, Request request) {
    int status = status(failure);
    var error = Json.object();
    error.put("code", status);
    error.put("message", failure.message());
    error.put("title", title(status));
    var body = Json.object();
    body.set("error", error);
    return Response.json(status, body);
  }
}
